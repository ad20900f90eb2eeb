import re
print(re.sub(r"\s+", " ", "a  b\n c"), re.findall(r"\d+", "1 22 333"), re.split(r"[,;]\s*", "a, b;c"))
m = re.match(r"(?P<year>\d{4})-(?P<month>\d\d)", "2024-05-06")
print(m, m.group(), m.group(1), m["month"], m.groups(), m.groupdict(), m.span(2), m.start(), m.end("year"))
print(re.search("x", "abc"), bool(re.search("b", "abc")), re.fullmatch(r"[a-z]+", "abc1"))
print(re.sub(r"(\w+) (\w+)", r"\2 \g<1>", "hello world"), re.sub("a", lambda m: m.group().upper(), "banana", count=2), re.subn("a", "b", "aaa"))
print(re.findall(r"(a)(b)?", "abaab"), re.findall("", "ab"), re.findall("x*", "axb"), re.split("(,)", "a,b"))
print(re.compile(r"^\w+$", re.M).findall("one\ntwo\n"), re.findall("(?i)abc", "ABC abc"), re.findall(r"a.c", "a\nc abc"), re.findall(r"a.c", "a\nc", re.S))
print(re.findall(r"foo(?=bar)", "foobar foobaz"), re.findall(r"(?<!x)y", "xy zy"), re.findall(r"(?<=-)\w+", "spam-egg"), re.findall(r"foo(?!bar)", "foobar foobaz"))
print(re.findall(r"<.*?>", "<a><b>"), re.findall(r"<.*>", "<a><b>"), re.findall(r"(\w)\1", "aabbc"), re.match(r"(a+)+b", "aaaab").group())
print(re.sub(r"(?<!^)(?=[A-Z])", "_", "CamelCaseName").lower(), re.escape("a.b*c"), re.sub(r"[^a-z0-9]", "", "A-b_1"))
print([m.span() for m in re.finditer(r"\b\w", "hi there")], re.match(r"(?:a|b)*c", "ababc").group(), re.match("a{2,3}", "aaaa").group(), re.match("a{,2}?b", "aab"))
print(re.search(r"""
  (\d+)  # digits
  \s*
  (px)
""", "12 px", re.X).groups())
for bad in ["(", "[a", "*a", "a)", r"\1"]:
    try:
        re.compile(bad)
    except re.error as e:
        print(e)
print(re.search(r"nextval\('([^']+)'::regclass\)", "nextval('my_seq'::regclass)").group(1))
print(re.match(r"(x)?(?(1)y|z)", "xy").group(), re.match(r"(x)?(?(1)y|z)", "z").group(), re.split(r"\W+", "Words, words.", maxsplit=1))
print(re.compile("a").sub("b", "aXa"), re.sub("x*", "-", "abxd"), re.match("a|ab", "ab").group(), re.findall(r"[\w.-]+@[\w-]+\.\w+", "me@x-y.com, you@z.org"))
