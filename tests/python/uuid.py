import uuid, hashlib
from uuid import UUID, NAMESPACE_DNS

def attempt(function, *args, **kwargs):
    try:
        return function(*args, **kwargs)
    except Exception as error:
        return type(error).__name__ + ": " + str(error)

u = UUID("12345678-1234-5678-1234-567812345678")
print(u, repr(u), u.hex, u.int, u.bytes, u.bytes_le, u.urn, u.fields, u.version, u.variant)
print(UUID("{12345678123456781234567812345678}") == u, UUID(int=5), UUID(bytes=b"0123456789abcdef"), UUID(bytes_le=u.bytes_le), UUID(fields=u.fields), UUID(hex=u.hex, version=4), UUID("urn:uuid:" + str(u)))
print(uuid.uuid3(NAMESPACE_DNS, "python.org"), uuid.uuid5(NAMESPACE_DNS, "python.org"), uuid.uuid5(uuid.NAMESPACE_URL, "é").version)
print(u < UUID(int=5), u != UUID(int=5), {u: 1}[UUID(str(u))], isinstance(u, UUID), [u], f"{u}", u == str(u), sorted([u, UUID(int=1)]))
for bad in ["x", "12345678-1234-5678-1234-56781234567z", 5]:
    print(attempt(UUID, bad))
print(attempt(UUID), attempt(UUID, int=-1), attempt(UUID, bytes=b"1"))
for name in ["md5", "sha1", "sha224", "sha256", "sha384", "sha512"]:
    h = getattr(hashlib, name)(b"hello " * 50)
    h.update(b"world")
    print(name, h.hexdigest(), h.digest()[:4], h.name, h.digest_size, h.block_size, hashlib.new(name, b"").hexdigest())
print(hashlib.md5(b"a", usedforsecurity=False).hexdigest()[:8], attempt(hashlib.md5, "a"))
