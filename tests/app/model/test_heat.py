import numpy as np

from app.model.heat import thinned


def test_many_values_become_the_means_of_neighbours():
    values = np.array([0.0, 0.2, np.nan, 0.6, np.nan, np.nan, 1.0])
    assert thinned(values, 7) is values
    np.testing.assert_allclose(thinned(values, 4), [0.1, 0.6, np.nan, 1.0])
    np.testing.assert_allclose(thinned(values, 3), [0.1, 0.6, 1.0])
    assert len(thinned(np.zeros(288_000), 2000)) <= 2000


def test_no_value_and_no_room():
    assert len(thinned(np.zeros(0), 10)) == 0
    assert len(thinned(np.ones(5), 0)) == 1
