"""The local AWS takes uploads from the pages that a bucket's CORS rules name, and from no others."""

from collections.abc import Iterator

import pytest
import requests

from infra.demo import aws

DESK, OTHER = "http://localhost:8000", "http://evil.example"
PREFLIGHT = {"Access-Control-Request-Method": "PUT", "Access-Control-Request-Headers": "content-type,if-none-match"}
FROM_PAGE = {"Sec-Fetch-Site": "cross-site", "Sec-Fetch-Mode": "cors"}


@pytest.fixture(scope="module")
def bucket() -> Iterator[str]:
    """Return the address of a bucket to which pages of the desk may upload."""
    with aws.local_aws() as endpoint:
        s3 = aws.client("s3", endpoint)
        for name in ("content", "public"):
            s3.create_bucket(Bucket=name)
        aws.allow_uploads(s3, "content", DESK)
        yield f"{endpoint}/content"


def put(address: str, origin: str) -> requests.Response:
    return requests.put(address, b"%PDF-", headers={**FROM_PAGE, "Origin": origin}, timeout=5)


def test_a_page_of_the_desk_uploads_after_it_has_asked(bucket: str) -> None:
    asked = requests.options(f"{bucket}/a.pdf", headers={**FROM_PAGE, **PREFLIGHT, "Origin": DESK}, timeout=5)
    written = put(f"{bucket}/a.pdf", DESK)

    assert (asked.status_code, asked.headers["Access-Control-Allow-Origin"]) == (200, DESK)
    assert asked.headers["Access-Control-Allow-Headers"] == "content-type, if-none-match"
    assert (written.status_code, written.headers["Access-Control-Allow-Origin"]) == (200, DESK)


def test_a_page_of_another_site_uploads_nothing(bucket: str) -> None:
    asked = requests.options(f"{bucket}/b.pdf", headers={**FROM_PAGE, **PREFLIGHT, "Origin": OTHER}, timeout=5)

    assert (asked.status_code, put(f"{bucket}/b.pdf", OTHER).status_code) == (403, 403)


def test_the_desk_uploads_to_no_bucket_without_rules_and_reads_and_deletes_nothing(bucket: str) -> None:
    assert put(bucket.replace("content", "public") + "/c.pdf", DESK).status_code == 403
    for method in ("GET", "DELETE", "POST"):
        answer = requests.request(method, f"{bucket}/a.pdf", headers={**FROM_PAGE, "Origin": DESK}, timeout=5)
        assert answer.status_code == 403
