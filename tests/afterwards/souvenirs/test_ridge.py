"""The ridge of a poster, worked out by hand."""

from scoring.afterwards.souvenirs.ridge import LOWEST, crag, smooth_ridge


def test_no_revenue_makes_no_ridge():
    assert smooth_ridge([]) == ()
    assert smooth_ridge([0, 0]) == ()


def test_steady_revenue_is_a_plateau():
    assert smooth_ridge([40] * 12) == (1.0,) * 12


def test_where_nobody_paid_there_is_a_valley():
    ridge = smooth_ridge([40] * 12 + [0] * 9 + [40] * 12)
    assert ridge[16] == LOWEST
    assert ridge[0] == ridge[-1] == 1


def test_lost_revenue_is_no_deeper_than_none():
    assert smooth_ridge([40] * 9 + [-50] * 9)[-1] == LOWEST


def test_one_good_step_is_spread_to_its_neighbours_by_nearness():
    ridge = smooth_ridge([0] * 4 + [25] + [0] * 4)  # weights 1 2 3 4 5 4 3 2 1; in the middle 25 · 5 / 25
    assert ridge[4] == 1
    assert ridge[3] == LOWEST + (1 - LOWEST) * (25 * 4 / 24) / 5


def test_the_rock_on_it_is_the_same_for_the_same_team():
    ridge = [0.5, 1.0, 0.5]
    assert crag(ridge, 3, 40) == crag(ridge, 3, 40)
    assert crag(ridge, 3, 40) != crag(ridge, 4, 40)
    assert max(abs(height - 1) for height in crag([1.0] * 9, 3, 40)) <= 0.045
