"""Code lists: sectors and industries.

Industries are the 20 sectors of the North American Industry Classification System 2022. Codes are
text: three of them are ranges.
"""

from django.db import models


class Sector(models.TextChoices):
    """What side of the table an organization sits on (playbook L12)."""

    K12 = "k12", "K-12"
    POSTSECONDARY = "postsecondary", "Postsecondary"
    BUSINESS = "business", "Business"
    GOVERNMENT = "government", "Government"
    COMMUNITY = "community", "Community"


NAICS_SECTORS: tuple[tuple[str, str], ...] = (
    ("11", "Agriculture, forestry, fishing and hunting"),
    ("21", "Mining, quarrying, and oil and gas extraction"),
    ("22", "Utilities"),
    ("23", "Construction"),
    ("31-33", "Manufacturing"),
    ("42", "Wholesale trade"),
    ("44-45", "Retail trade"),
    ("48-49", "Transportation and warehousing"),
    ("51", "Information"),
    ("52", "Finance and insurance"),
    ("53", "Real estate and rental and leasing"),
    ("54", "Professional, scientific, and technical services"),
    ("55", "Management of companies and enterprises"),
    ("56", "Administrative and waste services"),
    ("61", "Educational services"),
    ("62", "Health care and social assistance"),
    ("71", "Arts, entertainment, and recreation"),
    ("72", "Accommodation and food services"),
    ("81", "Other services"),
    ("92", "Public administration"),
)
