"""What is there before the stack, and is made once: the bucket with its code and template, and the parameters with secrets."""

from collections.abc import Callable
from contextlib import suppress
from hashlib import sha256
from typing import Any

from infra.deploying import ownership
from infra.deploying.names import Names
from infra.deploying.ownership import is_there
from infra.deploying.services import Aws
from infra.deploying.waits import UPLOAD
from infra.stack import access_logs
from infra.stack.buckets import CLOSED, ENCRYPTED


def code_bucket(s3: Any, names: Names, say: Callable[[str], None]) -> None:
    """Create the bucket for code: tagged, private, encrypted, without versions, since no object in it ever changes."""
    if not is_there(s3.head_bucket, Bucket=names.code):
        place = {"CreateBucketConfiguration": {"LocationConstraint": names.region}}
        s3.create_bucket(Bucket=names.code, **({} if names.region == access_logs.HOME else place))
        say(f"created the bucket {names.code}")
    s3.put_bucket_tagging(Bucket=names.code, Tagging={"TagSet": [ownership.tag(names)]})
    s3.put_public_access_block(Bucket=names.code, PublicAccessBlockConfiguration=CLOSED)
    rules = [
        {"ApplyServerSideEncryptionByDefault": rule["ServerSideEncryptionByDefault"]}
        for rule in ENCRYPTED["ServerSideEncryptionConfiguration"]
    ]
    s3.put_bucket_encryption(Bucket=names.code, ServerSideEncryptionConfiguration={"Rules": rules})


def upload(s3: Any, bucket: str, say: Callable[[str], None], folder: str, body: bytes, end: str) -> str:
    """Upload a zip or a template under the hash of its bytes, so that none is sent twice; return its key."""
    key = f"{folder}/{sha256(body).hexdigest()}.{end}"
    if not is_there(s3.head_object, Bucket=bucket, Key=key):
        say(UPLOAD.line(size=f"{len(body) / 1e6:.1f}", bucket=bucket))
        s3.put_object(Bucket=bucket, Key=key, Body=body)
    return key


def url(aws: Aws, bucket: str, key: str) -> str:
    """Return the address from which CloudFormation fetches a template."""
    host = f"{aws.endpoint}/{bucket}" if aws.endpoint else f"https://{bucket}.s3.{aws.region}.amazonaws.com"
    return f"{host}/{key}"


def stored_parameter(ssm: Any, name: str, new: Callable[[], str]) -> str:
    """Return the parameter's value, created if there is none; the value of another run at the same moment stays."""
    with suppress(ssm.exceptions.ParameterNotFound):
        return _parameter(ssm, name)
    with suppress(ssm.exceptions.ParameterAlreadyExists):
        ssm.put_parameter(Name=name, Value=new(), Type="SecureString", Overwrite=False)
    return _parameter(ssm, name)


def _parameter(ssm: Any, name: str) -> str:
    return str(ssm.get_parameter(Name=name, WithDecryption=True)["Parameter"]["Value"])
