import asyncio


async def value(x):
    return x


async def work(n):
    out = []
    out.append(n and await value(1))
    out.append(n or await value(2) or await value(3))
    out.append(await value(4) if n else await value(5))
    out.append(0 < n < await value(6))
    if n and (await value(7) or n):
        out.append(7)
    out.append([n and (await value(8)) + 1, n])
    assert n == 5 or (not n and not await value(0))
    return out


def turns(n):
    got = n and ((yield n) or n + 1)
    other = [got, n or (yield 2), n]
    return other


def main():
    both = [asyncio.run(work(n)) for n in (0, 5)]
    return both, [list(turns(n)) for n in (0, 5)]
