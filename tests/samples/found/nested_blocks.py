import contextlib


def main():
    out = []
    for a in [1]:
        for b in [2]:
            while a:
                a -= 1
                try:
                    try:
                        with contextlib.nullcontext() as c:
                            try:
                                with contextlib.nullcontext(a), contextlib.nullcontext(b):
                                    for d in [3]:
                                        try:
                                            try:
                                                out.append(d)
                                            finally:
                                                out.append("inner")
                                        except KeyError:
                                            out.append("never")
                                        finally:
                                            out.append(c)
                            except ValueError:
                                pass
                    finally:
                        out.append("outer")
                except OSError:
                    pass
    return out
