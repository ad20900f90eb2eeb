import _limbeck
from datetime import timedelta, timezone

_MONTHS = ("January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December")
_WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")


def parse(cls, text, format):
    fields = {"Y": 1900, "m": 1, "d": 1, "H": 0, "M": 0, "S": 0, "f": 0}
    zone, pm, at = None, None, 0
    bad = ValueError(f"time data {text!r} does not match format {format!r}")
    expanded = format.replace("%F", "%Y-%m-%d").replace("%T", "%H:%M:%S").replace("%D", "%m/%d/%y")
    position = 0
    while position < len(expanded):
        c = expanded[position]
        position += 1
        if c != "%":
            if c.isspace():
                while at < len(text) and text[at].isspace():
                    at += 1
                continue
            if text[at : at + 1] != c:
                raise bad
            at += 1
            continue
        code = expanded[position]
        position += 1
        if code in "YmdHMSfyIj":
            most = {"Y": 4, "f": 6, "j": 3}.get(code, 2)
            end = at
            while end < len(text) and end - at < most and text[end].isdigit():
                end += 1
            if end == at or code == "Y" and end - at != 4:
                raise bad
            number = int(text[at:end])
            if code == "f":
                number *= 10 ** (6 - (end - at))
            if code == "y":
                fields["Y"] = number + (1900 if number >= 69 else 2000)
            elif code == "I":
                fields["H"] = number
            else:
                fields[code] = number
            at = end
        elif code == "p":
            pm = text[at : at + 2].upper()
            at += 2
        elif code in "bB":
            for index, month in enumerate(_MONTHS):
                shown = month if code == "B" else month[:3]
                if text[at : at + len(shown)].lower() == shown.lower():
                    fields["m"] = index + 1
                    at += len(shown)
                    break
            else:
                raise bad
        elif code in "aA":
            for day in _WEEKDAYS:
                shown = day if code == "A" else day[:3]
                if text[at : at + len(shown)].lower() == shown.lower():
                    at += len(shown)
                    break
            else:
                raise bad
        elif code == "z":
            if text[at : at + 1] == "Z":
                zone, at = timezone.utc, at + 1
            else:
                digits = text[at + 1 : at + 6].replace(":", "")[:4]
                offset = timedelta(hours=int(digits[:2]), minutes=int(digits[2:]))
                zone = timezone(-offset if text[at] == "-" else offset)
                at += 6 if ":" in text[at + 1 : at + 6] else 5
        elif code == "%":
            at += 1
        else:
            return _limbeck.unknown(f"strptime's %{code} is not implemented by limbeck")
    if at != len(text):
        raise ValueError(f"unconverted data remains: {text[at:]}")
    if pm == "PM":
        fields["H"] = fields["H"] % 12 + 12
    elif pm == "AM":
        fields["H"] %= 12
    return cls(fields["Y"], fields["m"], fields["d"], fields["H"], fields["M"], fields["S"], fields["f"], zone)
