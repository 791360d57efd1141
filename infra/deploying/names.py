"""The names of a deployment's resources, which stay when its stack is gone."""

from chalicelib.frozen import Frozen
from infra.stack import adopting, buckets, secrets
from infra.stack.access_logs import HOME


class Names(Frozen):
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
        """The bucket of the stack's code and template, made before the stack."""
        return self._filled("${AWS::StackName}-code-${AWS::AccountId}-${AWS::Region}")

    @property
    def table(self) -> str:
        return f"{self.name}-catalog"

    @property
    def secrets(self) -> str:
        """The parameter with the keys of links."""
        return secrets.parameter_of(self.name)

    @property
    def origin(self) -> str:
        """The parameter with the CDN's key to the API."""
        return f"/{self.name}/origin"

    @property
    def beside(self) -> str | None:
        """The small stack in us-east-1, for a site in another region."""
        return None if self.region == HOME else f"{self.name}-{self.region}-reads"

    def _filled(self, text: str) -> str:
        return adopting.filled(text, name=self.name, account=self.account, region=self.region)
