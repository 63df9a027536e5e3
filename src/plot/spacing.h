/* Every length of the layout that is a matter of taste, in sizes of the text, and why it is this.
 * In a text terminal there are whole cells only: see sheet_line and sheet_gap. */
#ifndef ACTFN_SPACING_H
#define ACTFN_SPACING_H

/* Lines. */
static const double NAME_LINE =
    1.15; /* names at curves' ends: as close as lines can be without touching */
static const double LABEL_LINE =
    1.2; /* words within a frame: a little air, since curves pass between */
static const double KEY_LINE = 1.45;      /* the key: its samples must not look like one pattern */
static const double BAR_LINE = 1.25;      /* numbers beside the bar of colours: as text is set */
static const double TITLE_LINE = 1.8;     /* a panel's title, apart from the panel above */
static const double TIC_LINE = 1.5;       /* the x axis's numbers and the air between */
static const double AXIS_NAME_LINE = 1.2; /* the x axis's name, which belongs to them */

/* Gaps. */
static const double NAME_GAP =
    0.4; /* between a frame, a sample or a curve and the text beside: they belong together */
static const double PANEL_GAP = 1.4; /* between panels side by side: more than any gap within one */
static const double FRAME_MARGIN =
    0.6; /* right of a frame without names: half of its last number stands there */
static const double SAMPLE = 1.6;    /* length of a line's sample in the key: shows two dashes */
static const double ENTRY_GAP = 1.2; /* between the key's entries: thrice the gap within one */

/* Room. */
static const double NAME_ROOM =
    1.1; /* a name's width is an estimate, and beyond the picture's edge it is cut */
static const double WORDS_ROOM =
    0.15; /* of a line, around a mark's words: they must not touch a curve */
static const double TINT_ROOM = 0.8; /* of a line, above and below the middle of a tint's words */

/* Key and bar. */
#define NAMED_AT_ENDS_MOST \
    4 /* curves of a panel named at their ends; beyond, the eye needs a list */
static const double NAME_SHARE =
    0.25; /* of the width for the longest of these names: the curves need the rest */
static const double KEY_MIDDLE = 0.2,
                    KEY_HEIGHT = 0.9; /* of the key's line: its first middle, and where it ends */
static const double BAR_TOP = 1.2,
                    BAR_BOTTOM =
                        1.5; /* lines above the bar, for its title; below, as the tics have */
static const double BLOCK_MOST =
    2.2; /* lines a block of the bar: few values are not a quarter of the picture each */

/* Tics: their distance, at least, so that numbers do not run together. */
static const double XTIC = 3.2, YTIC = 2.4;       /* sizes of the text; lines */
static const double XTIC_TEXT = 8, YTIC_TEXT = 4; /* in a text terminal: columns; rows */

/* Axes. */
static const double MARK_LINES =
    2.1; /* between a marked point and the frame's edge: its words stand there */
static const double SHAPE =
    1.33; /* what frames come near to: 4:3, in which most figures are printed */
static const double WIDE = 1.2; /* wider than high by this: f beside its slopes, not all in a row */
static const double STACKED_LEAST = 0.27,
                    STACKED_LEAST_OF_3 = 0.22; /* of the height, for a slope below its function */
static const double STACKED_GAP = 1.1; /* lines between them: two numbers of the axes meet there */
static const double GRID_SHAPE = 1.5,  /* of a panel a function */
    GRID_EMPTY = 1;                    /* and what an empty place costs beside a wrong shape */
static const double FRAME_LEAST =
    0.2; /* of the width: frames that would share less are not brought in line */

#endif
