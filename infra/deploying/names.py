"""Names: all that a deployment is called by, and that stays when its stack is gone."""

from dataclasses import dataclass

from infra.stack import buckets, secrets
from infra.stack.access_logs import HOME


@dataclass(frozen=True, slots=True)
class Names:
    """The names of a deployment in an account and a region."""

    name: str
    account: str
    region: str

    @property
    def buckets(self) -> tuple[str, ...]:
        """The buckets of the stack."""
        return tuple(self._filled(store.bucket) for store in buckets.STORES)

    @property
    def code(self) -> str:
        """The bucket that the stack's code and template are put into; it is there before the stack."""
        return self._filled("${AWS::StackName}-code-${AWS::AccountId}-${AWS::Region}")

    @property
    def table(self) -> str:
        return f"{self.name}-catalog"

    @property
    def secrets(self) -> str:
        """The parameter with what links are signed with."""
        return secrets.parameter_of(self.name)

    @property
    def origin(self) -> str:
        """Return the name of the parameter with the key that the CDN sends to the API."""
        return f"/{self.name}/origin"

    @property
    def beside(self) -> str | None:
        """The small stack in us-east-1, for a site in another region."""
        return None if self.region == HOME else f"{self.name}-{self.region}-reads"

    def _filled(self, text: str) -> str:
        said = {"AWS::StackName": self.name, "AWS::AccountId": self.account, "AWS::Region": self.region}
        for word, value in said.items():
            text = text.replace("${" + word + "}", value)
        return text
