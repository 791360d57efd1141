"""Members of Ghost become subscribers of one newsletter."""

from pathlib import Path

from infra.importers.ghost import reader
from tests.importers.ghost_export import DATE, exported, post
from tests.importers.moving import moved


def test_members_become_subscribers_with_their_consent(tmp_path: Path) -> None:
    path = exported(
        tmp_path,
        [post("1", "Salt")],
        members=[
            {"id": "m1", "email": "ann@example.org", "created_at": DATE},
            {"id": "m2", "email": "bob@example.org", "created_at": DATE},
            {"id": "m3", "email": "eve@example.org", "created_at": DATE, "email_disabled": 1},
        ],
        members_newsletters=[{"member_id": "m1", "newsletter_id": "n"}, {"member_id": "m3", "newsletter_id": "n"}],
    )
    listed = tmp_path / "members.csv"
    listed.write_text(
        "id,email,name,note,subscribed_to_emails,complimentary_plan,stripe_customer_id,created_at,deleted_at,labels,tiers\n"
        '1,dan@example.org,"Dan, D.",,true,false,,2021-05-06T07:08:09.000Z,,,\n'
        "2,fay@example.org,Fay,,false,false,,2021-05-06T07:08:09.000Z,,,\n",
        encoding="utf-8",
    )

    blog = moved(reader.read(path, members=listed), tmp_path / "blog")
    lines = blog.text(".presswork/subscribers.csv").splitlines()[1:]

    following = [line for line in lines if not line.endswith("unsubscribed")]
    assert [line.split(",")[0] for line in following] == ["ann@example.org", "dan@example.org"]
    assert all("signed up at The Room, on Ghost" in line for line in lines)
    assert "2021-05-06T07:08:09+00:00" in following[1]


def test_several_newsletters_are_one_and_the_report_says_so(tmp_path: Path) -> None:
    letters = [{"id": "n1", "status": "active"}, {"id": "n2", "status": "active"}, {"id": "n3", "status": "archived"}]

    blog = moved(reader.read(exported(tmp_path, [post("1", "Salt")], newsletters=letters)), tmp_path / "blog")

    assert "there is only one here" in blog.whys()["your 2 newsletters"][0]


def test_a_list_that_is_none_of_members_is_named_and_costs_no_post(tmp_path: Path) -> None:
    (tmp_path / "x.csv").write_text("a,b\n1,2\n")

    blog = moved(reader.read(exported(tmp_path, [post("1", "Salt")]), members=tmp_path / "x.csv"), tmp_path / "blog")

    assert "x.csv isn't a list of members" in blog.report.broken_off
    assert blog.report.written["post"] == 1
