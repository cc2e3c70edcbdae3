"""Made-up names. None is meant to be anybody's; all are built from the lists below."""

from __future__ import annotations

FORENAMES = (
    "Abrel", "Bexon", "Calyn", "Dorva", "Elsin", "Fennor", "Garrin", "Hesta", "Ildan", "Jorun",
    "Kelsen", "Lorna-May", "Merrin", "Nolwen", "Orrin", "Pellam", "Quilla", "Rowena", "Selwin", "Tamsin",
    "Ulric", "Verrin", "Wendal", "Yorrin", "Zelda", "Aisling", "Brannoc", "Corwen", "Daveth", "Eilwen",
)  # fmt: skip
SURNAMES = (
    "Ashcombe-Vale", "Brackenroyd", "Cawthripp", "Dunnockthorpe", "Eddlestoke", "Fallowgate", "Grimblethwaite",
    "Hathersedge", "Inglebeck", "Jessamoor", "Kirkwhistle", "Larchenby", "Mossgrave", "Netherlumb", "O'Thistle",
    "Penhallock", "Quarrendale", "Ravensclough", "Skelderwick", "Thornaby-Lund", "Ullsmere", "Vexley", "Wolderness",
    "Yarrowmoss", "Zeldershaw", "Applewhistle", "Birkenmead", "Cloughsworth", "Dearnelow", "Emberholt",
)  # fmt: skip
TOWNS = ("Nether Wharle", "Skelbeck", "Upper Thrum", "Castlebridge", "Moorends", "Harrowby Green")
STREETS = ("Loom Lane", "Tannery Row", "Bobbin Street", "Weir Close", "Ginnel End", "Quarry Mount")
AREAS = (
    "Skelbeck", "Castlebridge", "Nether Wharle", "Upper Thrum", "Moorends", "Harrowby", "Dearnside", "Wharfe Vale",
    "Thornley", "Kirkgate", "Ings", "Larch Hill",
)  # fmt: skip
