"""Which addresses are public."""

from __future__ import annotations

import pytest

from crawler.guard import Guard, is_public


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1", "127.0.0.2", "0.0.0.0", "10.1.2.3", "172.16.0.1", "192.168.1.1", "169.254.169.254",
        "100.64.0.1", "100.100.100.200", "192.0.0.192", "224.0.0.1", "255.255.255.255", "::", "::1",
        "fe80::1", "fe80::1%eth0", "fd00:ec2::254", "ff02::1", "::ffff:127.0.0.1", "::ffff:169.254.169.254",
        "2002:7f00:1::", "64:ff9b::7f00:1", "64:ff9b::a9fe:a9fe", "", "localhost", "1.2.3",
    ],
)  # fmt: skip
def test_not_public(address: str) -> None:
    assert not is_public(address)


@pytest.mark.parametrize("address", ["8.8.8.8", "114.114.114.114", "2400:3200::1", "64:ff9b::808:808"])
def test_public(address: str) -> None:
    assert is_public(address)


def test_a_named_host_may_be_asked_wherever_it_is() -> None:
    guard = Guard()
    guard.allow(["Intranet"])
    assert guard.accepts("intranet", "10.0.0.7")
    assert not guard.accepts("elsewhere.example", "10.0.0.7")
    assert guard.has_refused("Elsewhere.example")
    assert guard.accepts("elsewhere.example", "8.8.8.8")
