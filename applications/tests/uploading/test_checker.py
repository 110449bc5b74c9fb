"""What comes out of the process that opens files, and what it may take."""

import subprocess
import sys
from io import BytesIO
from pathlib import Path

import pikepdf
import pytest
from django.conf import settings
from PIL import Image

from applications.actions.uploading import sandbox
from applications.actions.uploading.sandbox import cleaned
from applications.rules.files.checker import MEMORY
from applications.tests.uploading.pdfs import pdf, with_action
from applications.tests.uploading.pictures import picture

SEEN_THROUGH = ("LA", "RGBA", "P")


def clean(content: bytes, kind: str, folder: Path) -> bytes:
    source, target = folder / "source", folder / "target"
    source.write_bytes(content)
    verdict = cleaned(source, target, kind=kind)
    assert verdict.fault == ""
    return target.read_bytes()


def drawn(content: bytes, kind: str, folder: Path) -> Image.Image:
    return Image.open(BytesIO(clean(content, kind, folder)))


@pytest.mark.parametrize("pages", [1, 50])
def test_a_pdf_keeps_its_pages(pages: int, tmp_path: Path) -> None:
    source, target = tmp_path / "source", tmp_path / "target"
    source.write_bytes(pdf(pages=pages))

    verdict = cleaned(source, target, kind="pdf")

    assert (verdict.pages, verdict.fault) == (pages, "")
    with pikepdf.open(target) as made:
        assert len(made.pages) == pages


def test_a_link_is_left_out_and_its_page_stays(tmp_path: Path) -> None:
    linked = with_action(S=pikepdf.Name.URI, URI=pikepdf.String("https://example.org"))

    with pikepdf.open(BytesIO(clean(linked, "pdf", tmp_path))) as made:
        annotation = made.pages[0].Annots[0]

    assert annotation.Subtype == pikepdf.Name.Link
    assert "/URI" not in annotation.get("/A", pikepdf.Dictionary())


@pytest.mark.parametrize(
    ("orientation", "size"), [(1, (60, 40)), (3, (60, 40)), (6, (40, 60)), (8, (40, 60)), (99, (60, 40))]
)
def test_a_photo_is_turned_as_the_camera_was_held(
    orientation: int, size: tuple[int, int], tmp_path: Path
) -> None:
    exif = Image.Exif()
    exif[0x0112] = orientation

    made = drawn(picture("JPEG", exif=exif), "jpeg", tmp_path)

    assert made.size == size
    assert dict(made.getexif()) == {}


def test_a_photo_whose_camera_wrote_nonsense_is_taken(tmp_path: Path) -> None:
    nonsense = b"Exif\0\0II*\0\xff\xff\xff\xff" + bytes(20)

    assert drawn(picture("JPEG", exif=nonsense), "jpeg", tmp_path).size == (60, 40)


def test_a_photo_held_upright_shows_its_top_at_the_top(tmp_path: Path) -> None:
    photo, target, exif = Image.new("RGB", (40, 20), "white"), BytesIO(), Image.Exif()
    photo.paste("black", (0, 0, 20, 20))  # the left half; turned clockwise it is the upper one
    exif[0x0112] = 6
    photo.save(target, format="JPEG", exif=exif)

    made = drawn(target.getvalue(), "jpeg", tmp_path)

    assert made.convert("L").getpixel((10, 5)) < 50  # type: ignore[operator]  # grey is a number
    assert made.convert("L").getpixel((10, 35)) > 200  # type: ignore[operator]  # see above


@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "RGB", "RGBA", "I;16"])
def test_a_picture_of_any_mode_comes_out_flat(mode: str, tmp_path: Path) -> None:
    made = drawn(picture("PNG", mode=mode), "png", tmp_path)

    assert made.mode in {"L", "RGB"}
    assert made.size == (60, 40)
    assert "transparency" not in made.info


def test_what_one_could_see_through_is_white(tmp_path: Path) -> None:
    made = drawn(picture("PNG", mode="RGBA"), "png", tmp_path)

    assert made.convert("L").getextrema() == (255, 255)


def test_deep_grey_keeps_its_shade(tmp_path: Path) -> None:
    target = BytesIO()
    Image.new("I;16", (9, 9), 0x8000).save(target, format="PNG")

    assert drawn(target.getvalue(), "png", tmp_path).getextrema() == (128, 128)


def test_four_colours_of_print_become_three(tmp_path: Path) -> None:
    assert drawn(picture("JPEG", mode="CMYK"), "jpeg", tmp_path).mode == "RGB"


@pytest.mark.parametrize("mode", ["RGB", "RGBA"])
def test_the_largest_picture_fits_the_memory_and_loses_every_second_point(mode: str, tmp_path: Path) -> None:
    source, target = tmp_path / "source", tmp_path / "target"
    source.write_bytes(picture("PNG", size=(10_000, 5_000), mode=mode))

    verdict = cleaned(source, target, kind="png")

    assert verdict.fault == ""
    assert 100_000_000 < verdict.memory < MEMORY
    with Image.open(target) as made:
        assert made.size == (5_000, 2_500)


def test_the_process_knows_neither_django_nor_our_secrets() -> None:
    code = (
        "import os, sys, applications.rules.files.checker, applications.rules.files.pdfs, "
        "applications.rules.files.pictures; print('django' in sys.modules, dict(os.environ))"
    )
    said = subprocess.run(  # noqa: S603  our own words
        [sys.executable, "-s", "-E", "-c", code],
        env={},
        cwd=settings.BASE_DIR,
        capture_output=True,
        check=True,
    )

    assert said.stdout.decode().splitlines()[-1].startswith("False {")
    assert b"SECRET_KEY" not in said.stdout


def test_a_checker_that_says_too_much_is_not_listened_to(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sandbox, "CHECKER", "applications.tests.uploading.flood")
    source = tmp_path / "source"
    source.write_bytes(pdf())

    assert cleaned(source, tmp_path / "target", kind="pdf").fault == "heavy"
