"""Fetching: every way in which a host can fail or refuse is an outcome with a clear line, never an exception."""

from __future__ import annotations

import gzip
import pickle
import threading
import time
from collections.abc import Iterator
from dataclasses import replace

import pytest

from extractors.sites.addresses import is_public
from extractors.sites.exchange import Answer, Busy
from extractors.sites.fetch import Fetcher, FetchLimits
from nianbao.settings import load_settings
from tests.sites import faulty

LIMITS = FetchLimits("nianbao/test (+unit tests)", allow_loopback=True, delay_seconds=0, timeout_seconds=5)


class Clock:
    """Sleeps without sleeping, and remembers for how long."""

    def __init__(self) -> None:
        self.slept: list[float] = []

    def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def fetcher(clock: Clock) -> Iterator[Fetcher]:
    with Fetcher(LIMITS, sleep=clock.sleep) as one:
        yield one


def test_a_page_comes_with_bytes_headers_and_time(fetcher: Fetcher) -> None:
    with faulty.serve(
        {"/a.html": faulty.page("<p>年报</p>", ETag='"1"', Last_Modified="Mon, 22 Jan 2024 08:00:00 GMT")}
    ) as host:
        answer = fetcher.fetch(f"{host.url}/a.html")
    assert (answer.outcome, answer.status, answer.message) == ("fetched", 200, "")
    assert answer.data == "<p>年报</p>".encode()
    assert (answer.etag, answer.last_modified) == ('"1"', "Mon, 22 Jan 2024 08:00:00 GMT")
    assert answer.fetched_at.tzinfo is not None


def test_the_agent_says_who_asks_and_how_to_reach_him() -> None:
    settings = load_settings(contact="someone@example.org", allow_loopback=True, request_delay_seconds=0)
    limits = FetchLimits.from_settings(settings)
    with faulty.serve({"/": faulty.page("ok")}) as host, Fetcher(limits) as fetcher:
        fetcher.fetch(f"{host.url}/")
    assert {headers["user-agent"] for headers in host.headers} == {
        f"{settings.user_agent} contact: someone@example.org"
    }


def test_server_error_that_passes_is_asked_again_with_growing_pauses(fetcher: Fetcher, clock: Clock) -> None:
    routes = {"/a": faulty.in_turn(faulty.status(500), faulty.status(503), faulty.page("here"))}
    with faulty.serve(routes) as host:
        answer = fetcher.fetch(f"{host.url}/a")
    assert (answer.outcome, answer.data) == ("fetched", b"here")
    assert host.asked.count("/a") == 3
    assert clock.slept == [1.0, 2.0]


def test_server_error_that_stays_fails_with_its_status(fetcher: Fetcher) -> None:
    with faulty.serve({"/a": faulty.status(502)}) as host:
        answer = fetcher.fetch(f"{host.url}/a")
    assert (answer.outcome, answer.status, answer.data) == ("failed", 502, b"")
    assert answer.message == f"{host.url}/a: HTTP 502; the next run asks again"
    assert host.asked.count("/a") == LIMITS.tries


def test_retry_after_is_waited_for(fetcher: Fetcher, clock: Clock) -> None:
    routes = {"/a": faulty.in_turn(faulty.status(429, Retry_After="7"), faulty.page("here"))}
    with faulty.serve(routes) as host:
        assert fetcher.fetch(f"{host.url}/a").outcome == "fetched"
    assert clock.slept == [pytest.approx(7.0, abs=0.5)]


def test_too_long_a_retry_after_leaves_the_host_alone(fetcher: Fetcher, clock: Clock) -> None:
    with faulty.serve({"/a": faulty.status(429, Retry_After="3600"), "/b": faulty.page("b")}) as host:
        first, second = fetcher.fetch(f"{host.url}/a"), fetcher.fetch(f"{host.url}/b")
    assert (first.outcome, first.kind) == ("refused", "rate_limit")
    assert "asks to wait 3600 s" in first.message
    assert second.outcome == "refused"
    assert "/b" not in host.asked
    assert clock.slept == []


@pytest.mark.parametrize("retry_after", [None, "1"])
def test_429_to_the_end_is_a_refusal(fetcher: Fetcher, retry_after: str | None) -> None:
    headers = {"Retry_After": retry_after} if retry_after else {}
    with faulty.serve({"/a": faulty.status(429, **headers)}) as host:
        answer = fetcher.fetch(f"{host.url}/a")
    assert (answer.outcome, answer.kind) == ("refused", "rate_limit")
    assert host.asked.count("/a") == (LIMITS.tries if retry_after else 1)


def test_body_cut_short_is_asked_again_once_then_marked_and_kept(fetcher: Fetcher) -> None:
    with faulty.serve({"/a.pdf": faulty.cut_short(b"%PDF-1.4 half", 1000)}) as host:
        answer = fetcher.fetch(f"{host.url}/a.pdf")
    assert (answer.outcome, answer.status, answer.data) == ("truncated", 200, b"%PDF-1.4 half")
    assert "body ended after 13 bytes of 1000" in answer.message
    assert host.asked.count("/a.pdf") == 2


def test_body_cut_short_only_once_is_whole_in_the_end(fetcher: Fetcher) -> None:
    whole = faulty.page(b"%PDF-1.4 whole", Content_Type="application/pdf")
    with faulty.serve({"/a.pdf": faulty.in_turn(faulty.cut_short(b"%PDF", 14), whole)}) as host:
        answer = fetcher.fetch(f"{host.url}/a.pdf")
    assert (answer.outcome, answer.data) == ("fetched", b"%PDF-1.4 whole")


def test_connection_reset_is_asked_again(fetcher: Fetcher) -> None:
    with faulty.serve({"/a": faulty.in_turn(faulty.reset, faulty.page("here"))}) as host:
        assert fetcher.fetch(f"{host.url}/a").data == b"here"


def test_redirects_are_followed_and_the_last_address_kept(fetcher: Fetcher) -> None:
    with faulty.serve(
        {"/a": faulty.redirect("/b"), "/b": faulty.redirect("c.html"), "/c.html": faulty.page("c")}
    ) as host:
        answer = fetcher.fetch(f"{host.url}/a")
    assert (answer.outcome, answer.final_url) == ("fetched", f"{host.url}/c.html")


def test_redirect_loop_ends_at_the_limit(fetcher: Fetcher) -> None:
    with faulty.serve({"/a": faulty.redirect("/b"), "/b": faulty.redirect("/a")}) as host:
        answer = fetcher.fetch(f"{host.url}/a")
    assert answer.outcome == "failed"
    assert "more than 5 redirects" in answer.message
    assert len(host.asked) == 1 + 6  # robots.txt, then the first address and five redirects


@pytest.mark.parametrize("target", ["file:///etc/passwd", "ftp://127.0.0.1/a", "http://[broken"])
def test_redirect_to_something_that_is_no_web_address_is_not_followed(fetcher: Fetcher, target: str) -> None:
    with faulty.serve({"/a": faulty.redirect(target)}) as host:
        answer = fetcher.fetch(f"{host.url}/a")
    assert (answer.outcome, answer.data) == ("failed", b"")
    assert "address" in answer.message


def test_loopback_is_not_asked_for_unless_allowed() -> None:
    with faulty.serve({"/a": faulty.page("secret")}) as host, Fetcher(replace(LIMITS, allow_loopback=False)) as fetcher:
        answer = fetcher.fetch(f"{host.url}/a")
    assert (answer.outcome, host.asked) == ("failed", [])
    assert "127.0.0.1, which is no public address" in answer.message


def test_redirect_to_a_private_address_is_not_followed(monkeypatch: pytest.MonkeyPatch) -> None:
    """The first address passes as public by decree of the test; the redirect must still be judged."""
    from extractors.sites import addresses

    routes = {"/a": faulty.redirect("http://10.0.0.1/metadata")}
    monkeypatch.setattr(addresses, "is_public", lambda address: address == "127.0.0.1")
    with faulty.serve(routes) as host, Fetcher(replace(LIMITS, allow_loopback=False)) as fetcher:
        answer = fetcher.fetch(f"{host.url}/a")
    assert answer.outcome == "failed"
    assert "leads to 10.0.0.1, which is no public address" in answer.message


def test_an_address_reached_by_a_changed_dns_answer_is_sent_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    from extractors.sites import addresses

    monkeypatch.setattr(addresses, "forbidden_reason", lambda url, allow_loopback: "")
    with faulty.serve({"/a": faulty.page("secret")}) as host, Fetcher(replace(LIMITS, allow_loopback=False)) as fetcher:
        answer = fetcher.fetch(f"{host.url}/a")
    assert (answer.outcome, answer.data, host.asked) == ("failed", b"", [])
    assert "reached 127.0.0.1, which is no public address" in answer.message


def test_what_is_no_web_address_is_not_said_to_need_a_setting(fetcher: Fetcher) -> None:
    message = fetcher.fetch("ftp://a.gov.cn/x").message
    assert message == "ftp://a.gov.cn/x: is no http or https address; never asked for"


def test_a_cookie_is_kept_for_the_host_that_set_it_and_no_other(fetcher: Fetcher) -> None:
    gate = faulty.in_turn(faulty.status(302, Location="/a", Set_Cookie="CT6T=ok; path=/"), faulty.page("in"))
    with faulty.serve({"/a": gate, "/b": faulty.page("b")}) as host:
        assert fetcher.fetch(f"{host.url}/a").data == b"in"
        fetcher.fetch(f"{host.url}/b")
        sent = dict(zip(host.asked, (headers.get("cookie") for headers in host.headers), strict=True))
    assert sent["/b"] == "CT6T=ok"


def test_a_cookie_for_all_of_gov_cn_goes_back_to_its_own_host_only() -> None:
    import httpx

    from extractors.sites.cookies import host_cookies

    jar = httpx.Cookies(host_cookies())
    asked = httpx.Request("GET", "http://www.a.gov.cn/")
    jar.extract_cookies(httpx.Response(200, headers={"Set-Cookie": "id=1; Domain=.a.gov.cn"}, request=asked))
    back, beside = httpx.Request("GET", "http://www.a.gov.cn/2"), httpx.Request("GET", "http://zfxxgk.a.gov.cn/")
    jar.set_cookie_header(back)
    jar.set_cookie_header(beside)
    assert (back.headers.get("cookie"), beside.headers.get("cookie")) == ("id=1", None)


@pytest.mark.parametrize(
    ("address", "public"),
    [
        ("93.184.216.34", True),
        ("2606:4700::1111", True),
        ("127.0.0.1", False),
        ("10.1.2.3", False),
        ("169.254.169.254", False),
        ("100.64.0.1", False),
        ("0.0.0.0", False),
        ("224.0.0.1", False),
        ("::1", False),
        ("fe80::1%eth0", False),
        ("::ffff:127.0.0.1", False),
        ("2002:7f00:1::", False),
    ],
)
def test_public_addresses(address: str, public: bool) -> None:
    assert is_public(address) is public


def test_robots_txt_is_read_once_and_obeyed(fetcher: Fetcher) -> None:
    robots = "User-agent: nianbao\nDisallow: /closed/\n\nUser-agent: *\nDisallow: /\n"
    routes = {"/robots.txt": faulty.page(robots, Content_Type="text/plain"), "/open/a": faulty.page("a")}
    with faulty.serve(routes) as host:
        opened, closed = fetcher.fetch(f"{host.url}/open/a"), fetcher.fetch(f"{host.url}/closed/b")
    assert opened.outcome == "fetched"
    assert (closed.outcome, closed.kind) == ("refused", "robots")
    assert host.asked == ["/robots.txt", "/open/a"]


def test_robots_txt_binds_redirects_too(fetcher: Fetcher) -> None:
    robots = faulty.page("User-agent: *\nDisallow: /closed/\n", Content_Type="text/plain")
    with faulty.serve({"/robots.txt": robots, "/a": faulty.redirect("/closed/b")}) as host:
        answer = fetcher.fetch(f"{host.url}/a")
    assert answer.kind == "robots"
    assert "/closed/b" not in host.asked


def test_a_missing_page_sent_as_robots_txt_with_200_is_no_rule(fetcher: Fetcher) -> None:
    soft_404 = faulty.page("<html>User-agent: *\nDisallow: /\n页面不存在</html>")
    with faulty.serve({"/robots.txt": soft_404, "/a": faulty.page("a")}) as host:
        assert fetcher.fetch(f"{host.url}/a").outcome == "fetched"


def test_a_host_whose_robots_txt_fails_is_left_alone(fetcher: Fetcher) -> None:
    with faulty.serve({"/robots.txt": faulty.status(500), "/a": faulty.page("a")}) as host:
        answers = [fetcher.fetch(f"{host.url}/a") for _ in range(2)]
    assert [answer.outcome for answer in answers] == ["failed", "failed"]
    assert "robots.txt is not to be had: HTTP 500" in answers[0].message
    assert host.asked == ["/robots.txt"] * LIMITS.tries


def test_unchanged_pages_cost_no_body(fetcher: Fetcher) -> None:
    with faulty.serve({"/a": faulty.status(304, ETag='"1"')}) as host:
        answer = fetcher.fetch(f"{host.url}/a", etag='"1"', last_modified="Mon, 22 Jan 2024 08:00:00 GMT")
    assert (answer.outcome, answer.data, answer.message) == ("unchanged", b"", "")
    assert host.headers[-1]["if-none-match"] == '"1"'
    assert host.headers[-1]["if-modified-since"] == "Mon, 22 Jan 2024 08:00:00 GMT"


def test_412_leaves_the_host_alone_for_the_run(fetcher: Fetcher) -> None:
    with faulty.serve({"/a": faulty.page("<script>$_ts={}</script>", 412), "/b": faulty.page("b")}) as host:
        first, second = fetcher.fetch(f"{host.url}/a"), fetcher.fetch(f"{host.url}/b")
    assert (first.outcome, first.status, first.kind) == ("refused", 412, "ruishu")
    assert (second.outcome, second.kind) == ("refused", "ruishu")
    assert host.asked == ["/robots.txt", "/a"]
    assert fetcher.blocked_hosts() == {"127.0.0.1": "ruishu"}


def test_403_speaks_of_one_page(fetcher: Fetcher) -> None:
    with faulty.serve({"/a": faulty.status(403), "/b": faulty.page("b")}) as host:
        first, second = fetcher.fetch(f"{host.url}/a"), fetcher.fetch(f"{host.url}/b")
    assert (first.outcome, first.kind, second.outcome) == ("refused", "forbidden", "fetched")


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        ("<html><h1>您的访问疑似攻击行为，已被拦截</h1><p>事件编号：20240101</p></html>", "waf"),
        ("<html><head><title>Request Blocked</title></head></html>", "waf"),
        ("<html><body>不合法的参数</body></html>", "agent_filter"),
        ("<html><script>document.cookie='a='+1;location.href='/a'</script></html>", "script_page"),
        ("<html><meta content='x' r='m'><script>$_ts=window['$_ts'];$_ts.nsd=1</script></html>", "ruishu"),
    ],
)
def test_a_block_page_with_200_is_a_refusal(fetcher: Fetcher, body: str, kind: str) -> None:
    with faulty.serve({"/a": faulty.page(body)}) as host:
        answer = fetcher.fetch(f"{host.url}/a")
    assert (answer.outcome, answer.status, answer.kind) == ("refused", 200, kind)


@pytest.mark.parametrize(
    "body",
    [
        "<html><script>location.replace('/zwgk/')</script></html>",
        "<html><p>" + "本机关依法处理申请。" * 80 + "其中一件因请求被拦截未送达。</p></html>",
        "<html><a href='t20240101_1.html'>公告</a><script>var a=1</script></html>",
    ],
)
def test_pages_that_only_look_like_block_pages_are_pages(fetcher: Fetcher, body: str) -> None:
    with faulty.serve({"/a": faulty.page(body)}) as host:
        assert fetcher.fetch(f"{host.url}/a").outcome == "fetched"


@pytest.mark.parametrize("is_declared", [True, False])
def test_too_large_a_body_is_not_read_to_its_end(is_declared: bool) -> None:
    def answer(handler: object, count: int) -> None:
        if is_declared:
            faulty.page(b"x" * 200_000)(handler, count)  # type: ignore[arg-type]
        else:
            faulty.page(gzip.compress(b"x" * 50_000_000), Content_Encoding="gzip")(handler, count)  # type: ignore[arg-type]

    with faulty.serve({"/a": answer}) as host, Fetcher(replace(LIMITS, max_bytes=100_000)) as fetcher:
        got = fetcher.fetch(f"{host.url}/a")
    assert (got.outcome, got.data) == ("failed", b"")
    assert "larger than 100,000 bytes" in got.message
    assert host.asked.count("/a") == 1


def test_a_page_compressed_without_saying_so_is_unpacked(fetcher: Fetcher) -> None:
    with faulty.serve({"/a": faulty.page(gzip.compress("<p>年报</p>".encode()))}) as host:
        assert fetcher.fetch(f"{host.url}/a").data == "<p>年报</p>".encode()


@pytest.mark.parametrize("answer", [faulty.slow(1.5), faulty.dripping(30, 0.05), faulty.dripping_headers(30, 0.05)])
def test_slow_hosts_run_into_the_time_limit(answer: faulty.Answer) -> None:
    limits = replace(LIMITS, timeout_seconds=0.4, tries=1)
    with faulty.serve({"/a": answer}) as host, Fetcher(limits) as fetcher:
        started = time.monotonic()
        got = fetcher.fetch(f"{host.url}/a")
    assert got.outcome == "failed"
    assert "within 0.4 s" in got.message
    assert time.monotonic() - started < 1.4


def test_no_such_host_is_one_clear_line(fetcher: Fetcher) -> None:
    got = fetcher.fetch("http://127.0.0.1:1/")
    assert (got.outcome, got.status) == ("failed", 0)
    assert got.message.startswith("http://127.0.0.1:1/: robots.txt is not to be had: no usable answer (")


@pytest.mark.parametrize(
    "url", ["", "no address", "ftp://example.org/a", "http://", "http://[::1", "http://a:99999999/"]
)
def test_what_is_no_web_address_fails_without_a_request(fetcher: Fetcher, url: str) -> None:
    got = fetcher.fetch(url)
    assert got.outcome == "failed"
    assert "is no http or https address" in got.message


def test_missing_pages_fail_with_their_status_at_once(fetcher: Fetcher) -> None:
    with faulty.serve({}) as host:
        got = fetcher.fetch(f"{host.url}/gone.html")
    assert (got.outcome, got.status) == ("failed", 404)
    assert host.asked.count("/gone.html") == 1


def test_one_request_at_a_time_with_a_pause_between() -> None:
    paths = [f"/{number}" for number in range(4)]
    with faulty.serve({path: faulty.slow(0.03) for path in paths}) as host:
        with Fetcher(replace(LIMITS, delay_seconds=0.05)) as fetcher:
            started = time.monotonic()
            threads = [threading.Thread(target=fetcher.fetch, args=(host.url + path,)) for path in paths]
            for thread in threads:
                thread.start()
            for thread in threads:
                thread.join()
            seconds = time.monotonic() - started
        assert sorted(host.asked) == sorted(["/robots.txt", *paths])
        assert host.most_at_once == 1
        assert seconds >= 4 * (0.05 + 0.03)


@pytest.mark.parametrize(
    ("value", "seconds"),
    [("7", 7.0), ("Mon, 22 Jan 2001 08:00:00 GMT", 0.0), ("soon", None), ("", None), ("-3", None)],
)
def test_retry_after_as_hosts_write_it(value: str, seconds: float | None) -> None:
    assert Answer("http://a.org/", 429, {"retry-after": value}, b"").retry_after() == seconds


def test_errors_of_a_fetch_can_be_pickled() -> None:
    """They cross process borders with what they know."""
    busy = pickle.loads(pickle.dumps(Busy("http://a.org/", "HTTP 503", "the next run asks again", 503, 5.0)))
    assert (str(busy), busy.status, busy.retry_after) == ("http://a.org/: HTTP 503; the next run asks again", 503, 5.0)
