"""Names put together by chance, as passports write them: some are very common, most are rare."""

from itertools import product
from random import Random

from applications.rules.people import name_key

GIVEN = """
    Olena Iryna Oksana Natalia Svitlana Andrii Oleksandr Serhii Dmytro Vasyl Yuliia Taras Mykola Volodymyr
    Anna Mariia Kateryna Tetiana Viktoriia Ihor Yevhen Bohdan Roman Vitalii Aliaksandr Siarhei Tatsiana
    Giorgi Nino Tamar Levan Davit Mariam Mehmet Elif Emre Aziz Dilnoza Priya Rahul Anita Arjun Deepak
    Linh Minh Wei Jing Emma James Sofia Lucas Ahmed Fatima Omar Grace
"""
STEMS = """
    Kovalen Bondaren Tkachen Shevchen Kravchen Savchen Ruden Lysen Moroz Hnat Dziub Petr Ivan Vasyl Fedor
    Mykhail Pavl Roman Stepan Hryhor Lukian Maksym Zakhar Danyl Tymosh Yakov Sydor Karp Klym Nazar Ostap
    Melny Kushnir Honchar Slius Berezov Dubov Sokol Orl Vorob Horob Zhuravl Medved Vovk Lys Kozl Baran
    Chorn Bil Syni Zelen Rud Krasn Dobr Smirn Shcherb Kruhl Khmel Yarosh Yurch Zinch Hordi Oliin Panas
    Popov Diach Kuzn Novik Zhuk Karpen Lebed Hrom Bezru Vlas Hrytsen Demchen Yefimen Zabolot Iliash
    Kaplan Lavren Mazur Nikolai Onish Prykhod Radchen Semen Trofim Ustymen Filip Kharchen Tsymbal
"""
ENDINGS = "ko uk chuk iv ova enko yshyn skyi ska ets iak yk ienko ovych ov yn"


def everybody(chance: Random, count: int) -> list[tuple[str, str, str]]:
    """Return given names, family name and key of so many people, the common ones first."""
    families = [stem + ending for stem, ending in product(STEMS.split(), ENDINGS.split())]
    pairs = list(product(GIVEN.split(), families))
    chosen = chance.sample(pairs, min(count, len(pairs)))
    return [(given, family, name_key(given, family)) for given, family in chosen]
