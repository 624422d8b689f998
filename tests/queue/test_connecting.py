"""An address of Sentinels is read as it is written, and refused when it cannot be."""

import pytest

from sms_gateway.errors import ConfigurationFault
from sms_gateway.queue.connecting import Watched, read_watched
from sms_gateway.queue.doorbell import Doorbell
from sms_gateway.settings import Settings

READ = {
    "redis+sentinel://10.0.0.1/gateway": Watched((("10.0.0.1", 26379),), "gateway", 0, None, None),
    "redis+sentinel://a:1,b:2,c/gateway/3": Watched(
        (("a", 1), ("b", 2), ("c", 26379)), "gateway", 3, None, None
    ),
    "redis+sentinel://:p%40ss@a/gateway/0": Watched((("a", 26379),), "gateway", 0, None, "p@ss"),
    "redis+sentinel://smsgw:pw@a,b/gateway": Watched(
        (("a", 26379), ("b", 26379)), "gateway", 0, "smsgw", "pw"
    ),
    "redis+sentinel://[fd00::1]:26380,[fd00::2]/gateway": Watched(
        (("fd00::1", 26380), ("fd00::2", 26379)), "gateway", 0, None, None
    ),
}


@pytest.mark.parametrize(("url", "watched"), READ.items())
def test_an_address_of_sentinels_is_read(url: str, watched: Watched) -> None:
    assert Settings(redis={"url": url}).redis.url == url
    assert read_watched(url) == watched


@pytest.mark.parametrize(
    "url",
    [
        "redis+sentinel://",
        "redis+sentinel://a:26379",
        "redis+sentinel://a:26379/",
        "redis+sentinel:///gateway",
        "redis+sentinel://a,,b/gateway",
        "redis+sentinel://a:port/gateway",
        "redis+sentinel://a/gateway/zero",
        "redis+sentinel://a/gateway/0/1",
    ],
)
def test_an_address_without_host_or_name_is_refused(url: str) -> None:
    with pytest.raises(ConfigurationFault, match=r"redis\.url: must be like redis\+sentinel://"):
        Settings(redis={"url": url})


def test_sentinels_that_do_not_answer_are_a_sentence_without_the_password() -> None:
    bell = Doorbell("redis+sentinel://:a-secret@127.0.0.1:1,127.0.0.1:2/gateway/0")
    told = bell.ping()
    bell.close()
    assert told is not None
    assert "a-secret" not in told
    assert told.startswith("Redis does not answer")
