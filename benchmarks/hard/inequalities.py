"""A polynomial inequality over the integers, of degree 4."""

from toolkit import ensures


@ensures(
    lambda a, b, c, d, w, x, y, z, result: (a * w + b * x + c * y + d * z) * (a * w + b * x + c * y + d * z)
    <= (a * a + b * b + c * c + d * d) * (w * w + x * x + y * y + z * z)
)
def cauchy_schwarz(a: int, b: int, c: int, d: int, w: int, x: int, y: int, z: int) -> None:
    pass
