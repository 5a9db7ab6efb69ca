"""The closed forms themselves: published values, and what they must have in common."""

from __future__ import annotations

import doctest
import math

import pytest

from . import queues


def test_published_values() -> None:
    """Every example in `queues` holds."""
    result = doctest.testmod(queues)
    assert result.attempted >= 15
    assert result.failed == 0


def test_one_server_is_a_special_case() -> None:
    """Erlang C, Pollaczek-Khinchine, Cobham and feedback all come down to M/M/1."""
    wait = queues.mm1_wait(0.7, 1.0)
    assert math.isclose(queues.erlang_c_wait(0.7, 1.0, 1), wait)
    assert math.isclose(queues.mg1_wait(0.7, 1.0, 1.0), wait)
    assert math.isclose(queues.priority_waits([0.7], [1.0])[0], wait)
    assert math.isclose(queues.feedback_sojourn(0.7, 1.0, 0.0), wait + 1.0)


@pytest.mark.parametrize("servers", [1, 3, 10])
def test_endless_patience_is_erlang_c(servers: int) -> None:
    """Erlang A with hardly any impatience has the mean wait of Erlang C."""
    patient = queues.erlang_a(0.8 * servers, 1.0, servers, 1e-7)
    assert math.isclose(patient.wait, queues.erlang_c_wait(0.8 * servers, 1.0, servers), rel_tol=1e-4)
    assert math.isclose(patient.served_wait, patient.wait, rel_tol=1e-4)


def test_overload_is_refused() -> None:
    """A queue without a balance has no mean wait."""
    with pytest.raises(ValueError, match="load"):
        queues.mm1_wait(1.0, 1.0)
