import re

def attempt(function, *args, **kwargs):
    try:
        return function(*args, **kwargs)
    except Exception as error:
        return type(error).__name__ + ": " + str(error)

print(re.match(r"(\w+) (\w+)", "Isaac Newton, physicist").groups(), re.match("x", "y"), re.search(r"\d+", "abc 123 d").group(), re.fullmatch("a|ab", "ab"))
m = re.search(r"(?P<key>\w+)=(?P<value>[^;]*)(;?)", "  name=Joe Bloggs;x")
print(m, m.group("key"), m["value"], m.group(1, 2), m.groupdict(), m.start(), m.end(2), m.span("value"), m.lastindex, m.lastgroup, m.string, m.pos, m.endpos, m.expand(r"\2:\g<key>"))
print(re.sub(r"(\w)(\d)", r"\2\1", "a1 b2 c3"), re.sub("x*", "-", "abxd"), re.subn("a", "b", "aaa", 2), re.sub("[aeiou]", lambda m: m.group().upper(), "education"), re.sub(r"\s+", " ", "a  b\n\tc"), re.sub("a", r"\n\\", "ba"))
print(re.split(r"\W+", "Words, words, words."), re.split(r"(\W+)", "a, b"), re.split("x*", "axbc"), re.split(",", "a,b,c", 1), re.split(r"\b", "a b"))
print(re.findall(r"\bf[a-z]*", "which foot or hand fell fastest"), re.findall(r"(\w+)=(\d+)", "a=1 b=22"), re.findall("(a)|b", "ab"), re.findall("", "ab"), [x.span() for x in re.finditer("a.", "abacad")])
print(re.escape("a.b*c-d e_f/é\n"), repr(re.compile("a\\d", re.I | re.M)), re.compile("x").pattern, re.compile("(a)(?P<n>b)").groups, re.compile("(?P<n>b)").groupindex, re.compile("a").flags, re.compile("x") == re.compile("x"))
print(re.findall(r"a.*?b", "aXb aYYb"), re.findall(r"a.*b", "aXb aYYb"), re.findall(r"(?i)ABC", "abc Abc"), re.findall("^x", "x\nx", re.M), re.findall("x$", "x\nx\n"), re.findall("x$", "x\nx\n", re.M), re.findall("a.b", "a\nb", flags=re.S))
print(re.findall(r"(?<=\d)px", "1px px 2px"), re.findall(r"(?<!\d)px", "1px px"), re.findall(r"\w+(?=!)", "hi! yo"), re.findall(r"q(?!u)", "qu qa"), re.findall(r"(\w)\1", "aabbcd"), re.findall(r"(?P<c>\w)(?P=c)", "aab"))
print(re.findall(r"x{2,3}", "x xx xxx xxxx"), re.findall(r"x{2}", "xxxxx"), re.findall(r"x{,2}y", "xxxy y"), re.findall(r"x{a}", "x{a}"), re.findall(r"a{1,2}?", "aaa"), re.findall("(?:ab)+", "ababab ab"), re.findall("(?>a+)b", "aab"), re.findall("a++b", "aab"), re.findall("a?+a", "aa"))
print(re.findall(r"[\w.-]+@[\w-]+\.[a-z]{2,}", "x.y@b-c.org, z@q.io"), re.findall(r"[^\W\d_]+", "ab1_cd"), re.findall("[]a]", "]ab"), re.findall("[a\\]b]", "]"), re.findall("[-a]", "a-"), re.findall(r"[\x41-\x43\n]", "ABCD\n"), re.findall(r"\u00e9|\t", "é\t"))
print(re.findall(r"(<)?a(?(1)>|!)", "<a> a! <a!"), re.match(r"(?x) a  b # comment" "\n c", "abc"), re.findall("(?s:.)x.", "\nxa\nx\n"), re.match("((a)|b)*", "ab").groups(), re.match("(a*)*", "aa").groups(), re.match("(a|b)*?c", "abc").group(1))
print(re.findall(r"\S+", "a\u00a0b c"), re.findall(r"\w+", "naïve café 东京", re.ASCII), re.findall(r"\w+", "naïve café 东京"), re.findall("É", "é É", re.I), re.sub(r"(?P<first>\w+) (?P<second>\w+)", r"\g<second> \g<first>", "hello world"), re.sub("(a)|b", r"[\1]", "ab"))
p = re.compile(r"(\d+)-(\d+)?")
print(p.match("12-").groups(), p.match("12-").groups("x"), p.search("a 1-2", 3), p.match("x1-2", 1).span(), p.findall("1-2 3-"), p.sub(r"<\1>", "1-2 3-"), bool(p.match("1-")), p.fullmatch("1-2x"))
for bad in ["(", "a)", "[a", "*a", "a**", "(?P<n>a)(?P<n>b)", "\\", "(?z)", r"\q", "a{3,2}", "(?<=a*)b", "[z-a]", "(?P<a", r"\2"]:
    print(bad, "->", attempt(re.compile, bad))
print(attempt(re.match, "a", None), attempt(re.match, 5, "a"), attempt(re.match("a", "a").group, 3), attempt(re.sub, "a", r"\2", "a"), attempt(re.sub, "a", r"\g<n>", "a"))
print("x" * 3 + re.sub(r"^CREATE (UNIQUE )?INDEX (?P<n>\S+)\s+ON\s+(\w+)\s*\(([^)]*)\)", r"\g<n> on \3: \4", "CREATE UNIQUE INDEX ix_a  ON t (a, b)"), len(re.sub(".*", "y", "x" * 5000)), isinstance(p, re.Pattern), isinstance(p.match("1-"), re.Match))
