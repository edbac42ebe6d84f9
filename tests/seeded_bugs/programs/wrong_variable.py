"""Boxes on a pallet: area, height, weight."""

from layout import printed


DENSITY = {"book": 3, "toy": 1}


def box(kind, width, depth, height):
    area = width * depth
    volume = area * width  # bug: height
    weight = volume * DENSITY[kind]
    return {"kind": kind, "area": area, "height": height, "weight": weight}


def pack(boxes):
    layers = []
    used = 0
    for one in boxes:
        if used + one["area"] > 40:
            used = 0
            layers.append(0)
        used += one["area"]
        layers = layers or [0]
        layers[-1] = max(layers[-1], one["height"])
    return layers


def sticker(boxes):
    kinds = {}
    for one in boxes:
        kinds[one["kind"]] = kinds.get(one["kind"], 0) + 1
    texts = [f"{count} {kind}" for kind, count in sorted(kinds.items())]
    return " and ".join(texts)


def pallet(specs):
    boxes = [box(*spec) for spec in specs]
    layers = pack(boxes)
    text = sticker(boxes)
    weight = sum(one["weight"] for one in boxes)
    done = {"text": text, "height": sum(layers), "weight": weight}
    done["page"] = printed("Boxes on a", done)
    return done
