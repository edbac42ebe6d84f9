LOG = []
class B:
    def __bool__(self):
        LOG.append("bool")
        return False
def main():
    if B() and 1:
        pass
    return len(LOG)
