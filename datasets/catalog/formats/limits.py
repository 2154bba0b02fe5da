"""How much of anything is read, so that no file takes more than 512 MB or for ever."""

BLOCK_BYTES = 2 << 20  # read at a time; Arrow reads some thirty blocks ahead
LONGEST_ROW_BYTES = BLOCK_BYTES  # a row must fit into a block
LOOKED_AT_BYTES = 64 << 20  # to guess an encoding
SAMPLE_BYTES = 1 << 20  # to guess all else
SAMPLE_ROWS = 2_000
LETTERS_AT_ONCE = 4 << 20  # of rows that Python holds: a sample, or what becomes one batch
ROW_GROUP_BYTES = 24 << 20  # in memory, before it is written
LARGEST_VALUE_BYTES = 64 << 20  # of a row of Parquet
MOST_COLUMNS = 10_000
MOST_CLASSES = 10_000  # a column with more different values holds no classes
LONGEST_NAME = 200  # letters of a column's name
LIKELY_RATIO = 200  # of unpacked bytes to packed ones
SMALL_ENOUGH_BYTES = 1 << 30  # to be unpacked whatever the ratio is
MOST_FILES = 200_000  # in an archive
LARGEST_DIRECTORY_BYTES = 64 << 20  # of a zip: it is read at once
DEEPEST = 64  # JSON in JSON
LARGEST_PICTURE_BYTES = 64 << 20
MOST_PIXELS = 64_000_000  # of a picture: 256 MB while it is decoded in four colours
MOST_BOXES = 5_000_000
MOST_ROWS = 500_000_000  # of Parquet, whose numbers of rows cost nothing to write
