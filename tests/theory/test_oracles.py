"""The closed forms themselves: the same from chains and integrals; published values are in the examples."""

from __future__ import annotations

import math
from collections.abc import Callable

import numpy as np
import numpy.typing as npt
import pytest
from scipy import integrate, stats

from socsim.theory import chances, queues

Floats = npt.NDArray[np.float64]
State = tuple[int, ...]
Rates = Callable[[State], dict[State, float]]


def balance(rates: Rates, first: State, most: int) -> dict[State, float]:
    """The stationary distribution of a chain, from its balance equations; at most so many of each kind."""
    from scipy.sparse import coo_matrix
    from scipy.sparse.linalg import spsolve

    place, todo = {first: 0}, [first]
    rows, columns, values = [], [], []
    for state in todo:
        for to, rate in rates(state).items():
            if rate <= 0.0 or max(to) > most:
                continue
            if to not in place:
                place[to] = len(todo)
                todo.append(to)
            rows += [place[to], place[state]]
            columns += [place[state], place[state]]
            values += [rate, -rate]
    size = len(todo)
    rows, columns, values = rows + [size] * size, columns + list(range(size)), values + [1.0] * size
    flows = coo_matrix((values, (rows, columns)), shape=(size + 1, size)).tocsr()
    right = np.zeros(size + 1)
    right[size] = 1.0
    square = flows[1:]  # one equation follows from the others
    found = spsolve(square.tocsc(), right[1:])
    return dict(zip(todo, found.tolist(), strict=True))


def mean(chain: dict[State, float], value: Callable[[State], float]) -> float:
    return math.fsum(chance * value(state) for state, chance in chain.items())


def test_one_server_is_a_special_case() -> None:
    """Erlang C, Pollaczek-Khinchine, Cobham, feedback and interruptions all come down to M/M/1."""
    wait = queues.mm1_wait(0.7, 1.0)
    assert math.isclose(queues.erlang_c_wait(0.7, 1.0, 1), wait)
    assert math.isclose(queues.mg1_wait(0.7, 1.0, 1.0), wait)
    assert math.isclose(queues.priority_waits([0.7], [1.0])[0], wait)
    assert math.isclose(queues.feedback_sojourn(0.7, 1.0, 0.0), wait + 1.0)
    assert math.isclose(queues.unreliable_number(0.7, 1.0, 0.0, 1.0), queues.little(0.7, wait + 1.0))


@pytest.mark.parametrize(("arrivals", "servers"), [(0.8, 1), (2.1, 3), (8.0, 10)])
def test_erlang_c_is_a_birth_death_chain(arrivals: float, servers: int) -> None:
    def rates(state: State) -> dict[State, float]:
        (n,) = state
        return {(n + 1,): arrivals, (n - 1,): float(min(n, servers))}

    chain = balance(rates, (0,), 400)
    assert math.isclose(mean(chain, lambda s: s[0] >= servers), queues.erlang_c(arrivals, 1.0, servers))
    waiting = mean(chain, lambda s: max(0, s[0] - servers))
    assert math.isclose(waiting, queues.little(arrivals, queues.erlang_c_wait(arrivals, 1.0, servers)))


@pytest.mark.parametrize(("arrivals", "servers"), [(4.8, 4), (4.8, 5), (0.5, 1)])
def test_erlang_a_is_a_birth_death_chain(arrivals: float, servers: int) -> None:
    def rates(state: State) -> dict[State, float]:
        (n,) = state
        return {(n + 1,): arrivals, (n - 1,): min(n, servers) + 0.5 * max(0, n - servers)}

    chain = balance(rates, (0,), 150)
    waiting = mean(chain, lambda s: max(0, s[0] - servers))
    found = queues.erlang_a(arrivals, 1.0, servers, 0.5)
    assert math.isclose(found.gave_up, 0.5 * waiting / arrivals, rel_tol=1e-9)
    assert math.isclose(found.wait, waiting / arrivals, rel_tol=1e-9)
    # the wait of the served by the chance of still waiting: no chain of the queue length has it
    assert math.isclose(found.served_wait, served_wait(chain, servers, 0.5), rel_tol=1e-6)


def served_wait(chain: dict[State, float], servers: int, theta: float) -> float:
    """Mean wait of those served in M/M/c+M, by uniformising what happens to one arrival after another."""
    most = max(state[0] for state in chain) - servers
    # j ahead: they go at c + j theta, one's own patience at theta; chance of service, E[wait; served]
    chance, waited = np.zeros(most + 1), np.zeros(most + 1)
    for j in range(most + 1):
        pace = servers + j * theta
        on = pace / (pace + theta)
        before = (1.0, 0.0) if j == 0 else (chance[j - 1], waited[j - 1])
        chance[j] = on * before[0]
        waited[j] = on * (before[1] + before[0] / (pace + theta))
    served = sum(p * (1.0 if s[0] < servers else chance[s[0] - servers]) for s, p in chain.items())
    return sum(p * waited[s[0] - servers] for s, p in chain.items() if s[0] >= servers) / served


@pytest.mark.parametrize("servers", [1, 3, 10])
def test_endless_patience_is_erlang_c(servers: int) -> None:
    """Erlang A with hardly any impatience has the mean wait of Erlang C."""
    patient = queues.erlang_a(0.8 * servers, 1.0, servers, 1e-7)
    assert math.isclose(patient.wait, queues.erlang_c_wait(0.8 * servers, 1.0, servers), rel_tol=1e-4)
    assert math.isclose(patient.served_wait, patient.wait, rel_tol=1e-4)


def test_priorities_are_a_chain_of_two_classes() -> None:
    """Nobody is interrupted: (first class waits, second class waits, whom the server has)."""
    first, second = 0.3, 0.28

    def rates(state: State) -> dict[State, float]:
        a, b, served = state
        if served == 0:
            return {(0, 0, 1): first, (0, 0, 2): second}
        after = (a - 1, b, 1) if a else (0, b - 1, 2) if b else (0, 0, 0)
        return {(a + 1, b, served): first, (a, b + 1, served): second, after: 2.0 if served == 1 else 0.8}

    chain = balance(rates, (0, 0, 0), 60)
    waits = queues.priority_waits([first, second], [0.5, 1.25])
    assert math.isclose(mean(chain, lambda s: s[0]), queues.little(first, waits[0]), rel_tol=1e-6)
    assert math.isclose(mean(chain, lambda s: s[1]), queues.little(second, waits[1]), rel_tol=1e-6)


def test_interruptions_are_a_chain() -> None:
    """(present, away or not): M/M/1 with a server who is away at times."""

    def rates(state: State) -> dict[State, float]:
        n, away = state
        return {(n + 1, away): 0.5, (n - 1, away): float(n > 0 and not away), (n, 1 - away): (0.1, 0.4)[away]}

    chain = balance(rates, (0, 0), 300)
    assert math.isclose(
        mean(chain, lambda s: s[0]), queues.unreliable_number(0.5, 1.0, 0.1, 0.4), rel_tol=1e-9
    )
    assert math.isclose(mean(chain, lambda s: s[1]), chances.share_away(0.1, 2.5))
    assert math.isclose(0.1 * mean(chain, lambda s: 1 - s[1]), chances.times_away(0.1, 2.5))


def test_fork_and_join_is_a_chain() -> None:
    """Two queues that fill together: a client is there until both of theirs are done, first come first."""
    arrivals = 0.6

    def rates(state: State) -> dict[State, float]:
        a, b = state
        return {(a + 1, b + 1): arrivals, (a - 1, b): float(a > 0), (a, b - 1): float(b > 0)}

    chain = balance(rates, (0, 0), 90)
    present = mean(chain, lambda s: max(s))  # of a client, who is there until both are done
    assert math.isclose(present, queues.little(arrivals, queues.fork_join(arrivals, 1.0)), rel_tol=1e-4)


def test_pollaczek_khinchine_by_lindley() -> None:
    """Waits from one to the next, W' = max(0, W + S - A), as an integral equation on a grid."""
    step, cells = 0.02, 2_000
    sigma = math.sqrt(math.log(1.0 + 0.5**2))
    work = stats.lognorm(sigma, scale=math.exp(-(sigma**2) / 2.0))
    edges = step * (np.arange(cells + 1) - 0.5)
    served = np.diff(work.cdf(edges))
    between = np.diff(stats.expon(scale=1.0 / 0.6).cdf(edges))
    jump = np.convolve(served, between[::-1])  # from -(cells - 1) to cells - 1
    jump /= jump.sum()
    wait = np.zeros(cells)
    wait[0] = 1.0
    spectrum = np.fft.rfft(jump, 4 * cells)
    for _ in range(400):
        summed = np.fft.irfft(np.fft.rfft(wait, 4 * cells) * spectrum, 4 * cells)[: 2 * cells - 1 + cells]
        wait = np.concatenate(([summed[:cells].sum()], summed[cells : 2 * cells - 1]))
    found = step * float(np.arange(cells) @ wait)
    assert math.isclose(found, queues.mg1_wait(0.6, 1.0, 0.5), rel_tol=0.01)


def test_feedback_is_a_network_of_one_node() -> None:
    (rate,) = queues.traffic([0.42], [[0.3]])
    stay = queues.mm1_wait(rate, 1.0) + 1.0
    assert math.isclose(queues.feedback_sojourn(0.42, 1.0, 0.3), stay * rate / 0.42)


def test_the_longest_by_integration() -> None:
    means = [24.0, 48.0, 72.0]
    found, _ = integrate.quad(lambda t: 1.0 - math.prod(-math.expm1(-t / m) for m in means), 0.0, 3_000.0)
    assert math.isclose(found, chances.longest_of(means), rel_tol=1e-8)


@pytest.mark.parametrize("spared", [0, 1, 2])
def test_events_before_something_by_integration(spared: int) -> None:
    """A Poisson number of events in an exponential time, as long as it lasts."""

    def beyond(t: float) -> float:
        numbers = np.arange(spared + 1, 80)
        return float(((numbers - spared) * stats.poisson.pmf(numbers, 0.7 * t)).sum()) * math.exp(-t)

    found, _ = integrate.quad(beyond, 0.0, 40.0)
    assert math.isclose(found, chances.events_before(0.7, 1.0, spared), rel_tol=1e-6)


def test_letters_one_by_one() -> None:
    """Every way that it can go, counted."""
    for reminders in (0, 1, 2):
        sent = sum((k + 1) * 0.4**k * 0.6 for k in range(reminders + 1)) + (reminders + 1) * 0.4 ** (
            reminders + 1
        )
        assert math.isclose(chances.letters_sent(0.4, reminders), sent)
    caught = sum((0.5 * 0.5) ** k * 0.5 * 0.5 for k in range(60))
    assert math.isclose(chances.missed_and_not_caught(0.5, 0.5), caught)


def test_overload_is_refused() -> None:
    """A queue without a balance has no mean wait."""
    with pytest.raises(ValueError, match="load"):
        queues.mm1_wait(1.0, 1.0)
    with pytest.raises(ValueError, match="load"):
        queues.unreliable_number(0.9, 1.0, 0.1, 0.4)
