import _limbeck

ROUND_HALF_EVEN = "ROUND_HALF_EVEN"
ROUND_HALF_UP = "ROUND_HALF_UP"
ROUND_HALF_DOWN = "ROUND_HALF_DOWN"
ROUND_DOWN = "ROUND_DOWN"
ROUND_UP = "ROUND_UP"
ROUND_FLOOR = "ROUND_FLOOR"
ROUND_CEILING = "ROUND_CEILING"


class DecimalException(ArithmeticError):
    pass


class InvalidOperation(DecimalException):
    pass


class DivisionByZero(DecimalException, ZeroDivisionError):
    pass


class Context:
    def __init__(self, prec=28, rounding=ROUND_HALF_EVEN, **options):
        self.prec, self.rounding = prec, rounding

    def copy(self):
        return Context(self.prec, self.rounding)

    def __getattr__(self, name):
        return _limbeck.unknown(f"decimal.Context.{name} is not implemented by limbeck")


_context = _DEFAULT = Context()


def getcontext():
    global _context
    # The default is everybody's: who asks may change it.
    if _context is _DEFAULT:
        _context = _DEFAULT.copy()
    return _context


def setcontext(context):
    global _context
    _context = context


class localcontext:
    def __init__(self, context=None, **options):
        self._new = (context or _context).copy()
        for name, value in options.items():
            setattr(self._new, name, value)

    def __enter__(self):
        self._old = _context
        setcontext(self._new)
        return self._new

    def __exit__(self, *args):
        setcontext(self._old)


def _split(text):
    text = text.strip().replace("_", "")
    negative = text.startswith("-")
    digits = text.lstrip("+-") if text[:1] in "+-" else text
    mantissa, _, exponent = digits.lower().partition("e")
    whole, _, fraction = mantissa.partition(".")
    if not (whole + fraction).isdigit():
        raise InvalidOperation("[<class 'decimal.ConversionSyntax'>]")
    power = int(exponent) if exponent else 0
    return negative, int(whole + fraction), power - len(fraction)


def _round(number, divisor, mode, negative):
    if mode == ROUND_FLOOR or mode == ROUND_CEILING:
        mode = ROUND_UP if negative == (mode == ROUND_FLOOR) else ROUND_DOWN
    quotient, rest = divmod(number, divisor)
    if rest == 0:
        return quotient
    twice = 2 * rest
    up = {
        ROUND_UP: True,
        ROUND_DOWN: False,
        ROUND_HALF_UP: twice >= divisor,
        ROUND_HALF_DOWN: twice > divisor,
        ROUND_HALF_EVEN: twice > divisor or twice == divisor and quotient % 2 == 1,
    }[mode]
    return quotient + 1 if up else quotient


class Decimal:
    def __new__(cls, value="0", context=None):
        made = object.__new__(cls)
        if isinstance(value, Decimal):
            made._negative, made._digits, made._exponent = value._negative, value._digits, value._exponent
        elif isinstance(value, bool) or isinstance(value, int):
            made._negative, made._digits, made._exponent = value < 0, abs(int(value)), 0
        elif isinstance(value, float):
            numerator, power = value, 0
            while numerator != int(numerator):
                numerator *= 2
                power += 1
            number = int(numerator) * 5**power
            made._negative, made._digits, made._exponent = number < 0, abs(number), -power
        elif isinstance(value, str):
            if value.strip().lower().lstrip("+-") in ("nan", "inf", "infinity", "snan"):
                return _limbeck.unknown("special decimals are not implemented by limbeck")
            made._negative, made._digits, made._exponent = _split(value)
        else:
            raise TypeError(f"conversion from {type(value).__name__} to Decimal is not supported")
        return made

    def _int(self, exponent):
        number = self._digits * 10 ** (self._exponent - exponent)
        return -number if self._negative else number

    def _fit(self):
        over = len(str(self._digits)) - _context.prec
        if over > 0:
            self._digits = _round(self._digits, 10**over, _context.rounding, self._negative)
            self._exponent += over
            if len(str(self._digits)) > _context.prec:
                self._digits //= 10
                self._exponent += 1
        return self

    def __add__(self, other):
        other = _other(other)
        if other is None:
            return NotImplemented
        exponent = min(self._exponent, other._exponent)
        return _make(self._int(exponent) + other._int(exponent), exponent)._fit()

    __radd__ = __add__

    def __sub__(self, other):
        other = _other(other)
        return NotImplemented if other is None else self + -other

    def __rsub__(self, other):
        other = _other(other)
        return NotImplemented if other is None else other + -self

    def __mul__(self, other):
        other = _other(other)
        if other is None:
            return NotImplemented
        made = _make(self._digits * other._digits, self._exponent + other._exponent)
        made._negative = self._negative != other._negative
        return made._fit()

    __rmul__ = __mul__

    def __truediv__(self, other):
        other = _other(other)
        if other is None:
            return NotImplemented
        if other._digits == 0:
            raise DivisionByZero("[<class 'decimal.DivisionByZero'>]")
        shift = max(0, len(str(other._digits)) - len(str(self._digits)) + _context.prec + 1)
        quotient, rest = divmod(self._digits * 10**shift, other._digits)
        exponent = self._exponent - other._exponent - shift
        if rest:
            if quotient % 5 == 0:
                quotient += 1
        else:
            ideal = self._exponent - other._exponent
            while exponent < ideal and quotient % 10 == 0:
                quotient //= 10
                exponent += 1
        made = _make(quotient, exponent)
        made._negative = self._negative != other._negative
        return made._fit()

    def __rtruediv__(self, other):
        other = _other(other)
        return NotImplemented if other is None else other / self

    def __floordiv__(self, other):
        other = _other(other)
        if other is None:
            return NotImplemented
        if other._digits == 0:
            raise DivisionByZero("[<class 'decimal.DivisionByZero'>]")
        exponent = min(self._exponent, other._exponent)
        a, b = self._int(exponent), other._int(exponent)
        quotient = abs(a) // abs(b)
        return _make(quotient if (a < 0) == (b < 0) else -quotient, 0)

    def __mod__(self, other):
        other = _other(other)
        if other is None:
            return NotImplemented
        if other._digits == 0:
            raise InvalidOperation("[<class 'decimal.InvalidOperation'>]")
        return self - other * (self // other)

    def __pow__(self, other):
        power = _other(other)
        if power is None:
            return NotImplemented
        if power != int(power) or not 0 <= power <= 1000:
            return _limbeck.unknown("this power of a decimal is not implemented by limbeck")
        made = _make(self._digits ** int(power), self._exponent * int(power))
        made._negative = self._negative and int(power) % 2 == 1
        return made._fit()

    def __neg__(self):
        made = Decimal(self)
        made._negative = not self._negative and self._digits != 0
        return made

    def __pos__(self):
        return Decimal(self)

    def __abs__(self):
        made = Decimal(self)
        made._negative = False
        return made

    def _compare(self, other):
        exponent = min(self._exponent, other._exponent)
        a, b = self._int(exponent), other._int(exponent)
        return (a > b) - (a < b)

    def __eq__(self, other):
        other = _other(other, True)
        return NotImplemented if other is None else self._compare(other) == 0

    def __lt__(self, other):
        return self._compare(_other(other, True)) < 0

    def __le__(self, other):
        return self._compare(_other(other, True)) <= 0

    def __gt__(self, other):
        return self._compare(_other(other, True)) > 0

    def __ge__(self, other):
        return self._compare(_other(other, True)) >= 0

    def __hash__(self):
        return hash(float(self))

    def __bool__(self):
        return self._digits != 0

    def __int__(self):
        number = self._digits * 10**self._exponent if self._exponent >= 0 else self._digits // 10**-self._exponent
        return -number if self._negative else number

    def __float__(self):
        return float(str(self))

    def __round__(self, digits=None):
        if digits is None:
            return int(self.quantize(Decimal(1)))
        return self.quantize(_make(1, -digits))

    def quantize(self, exp, rounding=None, context=None):
        exponent = _other(exp)._exponent
        context = context or _context
        mode = rounding or context.rounding
        if self._exponent >= exponent:
            digits = self._digits * 10 ** (self._exponent - exponent)
        else:
            digits = _round(self._digits, 10 ** (exponent - self._exponent), mode, self._negative)
        if len(str(digits)) > context.prec:
            raise InvalidOperation("[<class 'decimal.InvalidOperation'>]")
        made = _make(digits, exponent)
        made._negative = self._negative
        return made

    def normalize(self, context=None):
        made = Decimal(self)._fit()
        if made._digits == 0:
            made._exponent = 0
        while made._digits and made._digits % 10 == 0:
            made._digits //= 10
            made._exponent += 1
        return made

    def to_integral_value(self, rounding=None, context=None):
        return self if self._exponent >= 0 else self.quantize(Decimal(1), rounding)

    def is_nan(self):
        return False

    def is_finite(self):
        return True

    def is_signed(self):
        return self._negative

    def is_zero(self):
        return self._digits == 0

    def as_tuple(self):
        return (int(self._negative), tuple(int(c) for c in str(self._digits)), self._exponent)

    def __getattr__(self, name):
        if name in _LACKING:
            return _limbeck.unknown(f"Decimal.{name} is not implemented by limbeck")
        raise AttributeError(f"'decimal.Decimal' object has no attribute '{name}'")

    def __str__(self):
        sign = "-" if self._negative else ""
        digits = str(self._digits)
        left = self._exponent + len(digits)
        if self._exponent <= 0 and left > -6:
            if self._exponent == 0:
                return sign + digits
            if left <= 0:
                return sign + "0." + "0" * -left + digits
            return sign + digits[:left] + "." + digits[left:]
        point = digits[0] + ("." + digits[1:] if len(digits) > 1 else "")
        return f"{sign}{point}E{left - 1:+d}"

    def __repr__(self):
        return f"Decimal('{self}')"

    def __format__(self, spec):
        if not spec:
            return str(self)
        if spec.endswith("f") and "." in spec:
            places = int(spec[spec.index(".") + 1 : -1])
            text = str(self.quantize(_make(1, -places)))
            rest = spec[: spec.index(".")]
            if "," in rest:
                whole, _, fraction = text.partition(".")
                text = f"{int(whole):,}" + ("." + fraction if fraction else "")
                rest = rest.replace(",", "")
            return format(text, ">" + rest if rest and rest[0].isdigit() else rest)
        return format(float(self), spec)


def _make(number, exponent):
    made = object.__new__(Decimal)
    made._negative, made._digits, made._exponent = number < 0, abs(number), exponent
    return made


_LACKING = (
    "adjusted as_integer_ratio canonical compare compare_signal compare_total compare_total_mag conjugate copy_abs"
    " copy_negate copy_sign exp fma from_float imag is_canonical is_infinite is_normal is_qnan is_snan is_subnormal ln"
    " log10 logb logical_and logical_invert logical_or logical_xor max max_mag min min_mag next_minus next_plus"
    " next_toward number_class radix real remainder_near rotate same_quantum scaleb shift sqrt to_eng_string"
    " to_integral to_integral_exact"
).split()


def _other(value, floats=False):
    if isinstance(value, Decimal):
        return value
    if isinstance(value, int) or floats and isinstance(value, float):
        return Decimal(value)
    return None
