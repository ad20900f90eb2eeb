import datetime as dt
from datetime import date, datetime, time, timedelta, timezone, tzinfo

def attempt(function, *args, **kwargs):
    try:
        return function(*args, **kwargs)
    except Exception as error:
        return type(error).__name__ + ": " + str(error)

d = date(2024, 2, 29)
print(d, repr(d), d.year, d.month, d.day, d.weekday(), d.isoweekday(), d.toordinal(), d.isocalendar(), d.isoformat())
print(d + timedelta(days=1), d - timedelta(days=60), d - date(2023, 1, 1), timedelta(1) + d)
print(d == date(2024, 2, 29), d < date(2025, 1, 1), d != date(1, 1, 1), {d: 1}[date(2024, 2, 29)])
print(d.replace(day=1), date.min, date.max, repr(date.resolution), date.fromordinal(738000), date.fromisocalendar(2020, 53, 5))
print(d.strftime("%Y-%m-%d %a %A %b %B %j %U %W %y %w %u %G %V %% %e %D %F %x %c"), f"{d:%d.%m.%Y}", f"{d}")
m = datetime(2024, 2, 29, 13, 4, 5, 678)
print(m, repr(m), m.isoformat(), m.isoformat(" ", "minutes"), m.isoformat(timespec="milliseconds"), m.date(), m.time())
print(repr(datetime(2020, 1, 1)), datetime(2020, 1, 1), repr(datetime(2020, 1, 1, 1, 1, 1)), repr(datetime(2020, 1, 1, fold=1)))
a = datetime(2020, 1, 1, tzinfo=timezone.utc)
print(a, repr(a), a.utcoffset(), a.tzname(), a.dst(), a.timestamp(), a.strftime("%z %Z %H:%M:%S.%f %I %p %s"[:-3]))
east = timezone(timedelta(hours=5, minutes=30))
west = timezone(-timedelta(hours=3), "BRT")
print(east, repr(east), west, repr(west), timezone.utc, repr(timezone.utc), timezone(timedelta(0)) is timezone.utc, east == timezone(timedelta(seconds=19800)))
print(a.astimezone(east), a.astimezone(west), a.astimezone(east) == a, a - a.astimezone(west), {a: 1}[a.astimezone(east)])
print(m - datetime(2020, 1, 1), m + timedelta(weeks=1, hours=-5), m - timedelta(microseconds=679), m.replace(year=2023, day=1, tzinfo=east))
print(datetime.combine(d, time(1, 2)), datetime.combine(d, time.max, tzinfo=timezone.utc))
print(datetime.fromtimestamp(1700000000.5, tz=timezone.utc), datetime.utcfromtimestamp(0), datetime.fromtimestamp(0, east))
for text in ["2024-01-02", "2024-01-02T03:04:05", "2024-01-02 03:04:05.123", "2024-01-02T03:04:05.123456+01:00", "20240102T030405Z", "2024-W05-3T10", "2024-01-02T03:04-05:30", "2024W053", "nonsense", "2024-13-01", "2024-01-02T25:00"]:
    print(text, repr(attempt(datetime.fromisoformat, text)))
for text in ["2024-01-02", "20240102", "2024-W01", "2024-W01-3", "x", "2024-1-2"]:
    print(repr(attempt(date.fromisoformat, text)))
for text in ["04:05", "04:05:06.5", "T040506", "23", "04:05+02:00", "24:00"]:
    print(repr(attempt(time.fromisoformat, text)))
t = time(1, 2, 3, 4, tzinfo=east)
print(t, repr(t), time(5), repr(time(5)), time(1) < time(2), t.isoformat("minutes"), t.utcoffset(), t.tzname(), time(0).replace(hour=4), repr(time(1, 2, 3)))
s = timedelta(days=-1, hours=5, minutes=3.5, microseconds=7)
print(s, repr(s), s.days, s.seconds, s.microseconds, s.total_seconds(), -s, abs(s), +s, bool(s), bool(timedelta()))
print(timedelta(1), timedelta(days=2, seconds=1), repr(timedelta()), repr(timedelta(1.5)), repr(timedelta(weeks=1, milliseconds=1)), timedelta(seconds=90061.000001))
print(s * 2, 3 * s, s / 2, s * 1.5, s / 0.7, s // 3, timedelta(hours=5) / timedelta(hours=2), timedelta(hours=5) // timedelta(hours=2), timedelta(hours=5) % timedelta(hours=2))
print(timedelta.min, timedelta.max, repr(timedelta.resolution), timedelta(1) < timedelta(2), timedelta(hours=24) == timedelta(1), sum([timedelta(1), timedelta(2)], timedelta()))
print(attempt(date, 2023, 2, 29), attempt(date, 2023, 13, 1), attempt(date, 0, 1, 1), attempt(datetime, 2020, 1, 1, 24), attempt(datetime, 2020), attempt(date, "x", 1, 1))
print(attempt(lambda: a < m), attempt(lambda: a - m), a == m, attempt(lambda: m < d), m == d, attempt(timedelta, 10**9 + 7))
print(attempt(timezone, timedelta(days=2)), attempt(timedelta, 10**10), attempt(lambda: date.max + timedelta(1)), attempt(timedelta, "x"), attempt(datetime, 2020, 1, 1, tzinfo=5))
print(isinstance(m, date), issubclass(datetime, date), isinstance(timezone.utc, tzinfo), dt.MINYEAR, dt.MAXYEAR, type(m), type(d).__name__, datetime.min, datetime.max)
class Sub(datetime):
    pass
print(repr(Sub(2020, 1, 2)), Sub(2020, 1, 2) + timedelta(1), type(Sub(2020, 1, 2) + timedelta(1)).__name__)
class Fixed(tzinfo):
    def utcoffset(self, when): return timedelta(hours=2)
    def tzname(self, when): return "FIX"
    def dst(self, when): return None
f = datetime(2020, 5, 5, tzinfo=Fixed())
print(f, f.tzname(), f.dst(), f == datetime(2020, 5, 4, 22, tzinfo=timezone.utc), f.isoformat(), "%s" % f)
print(sorted([date(2021, 1, 1), date(2020, 1, 1)]), max(datetime(2021, 1, 1), datetime(2022, 1, 1)), [m], {"x": d})
