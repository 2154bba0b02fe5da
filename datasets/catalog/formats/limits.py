"""How much of anything is read, so that no file takes more than 512 MB or for ever."""

BLOCK_BYTES = 4 << 20  # read at a time
LONGEST_ROW_BYTES = BLOCK_BYTES  # a row must fit into a block
LOOKED_AT_BYTES = 64 << 20  # to guess an encoding
SAMPLE_BYTES = 1 << 20  # to guess all else
SAMPLE_ROWS = 2_000
ROW_GROUP_BYTES = 32 << 20  # in memory, before it is written
MOST_COLUMNS = 10_000
MOST_CLASSES = 10_000  # a column with more different values holds no classes
LONGEST_NAME = 200  # letters of a column's name
