"""Files from strangers: told by their bytes, made anew, kept apart, swept when nobody names them."""

import io
import os
import zipfile
from datetime import timedelta

import pikepdf
import pillow_heif
import pytest
from PIL import Image

from conference import files
from conference.db import now, writing
from conference.queries import invariants
from conference.rules import file_kinds as rules
from conference.rules.file_kinds import AUDIO, FileKind, Refusal
from tests import cast


@pytest.fixture
def app(sqlite_app):
    """Washing a file asks nothing of the database: once is enough."""
    return sqlite_app


def a_picture(kind="JPEG", size=(400, 300), **given):
    out = io.BytesIO()
    picture = Image.new("RGB", size, "white")
    picture.paste("black", (0, 0, size[0] // 2, size[1]))
    picture.save(out, kind, **given)
    return out.getvalue()


def a_photo_with_a_place(kind="JPEG"):
    """A picture that lies on its side and says where it was taken."""
    exif = Image.Exif()
    exif[0x0112] = 6  # turn right
    exif[0x010F] = "Camera of Noor"
    exif.get_ifd(0x8825).update({1: "N", 2: (52.0, 5.0, 24.0)})
    return a_picture(kind, exif=exif)


def a_pdf():
    out = io.BytesIO()
    with pikepdf.new() as pdf:
        pdf.add_blank_page()
        page = pdf.pages[0]
        page.Contents = pdf.make_stream(b"BT ET % what is drawn")
        page.Annots = pdf.make_indirect(
            pikepdf.Array(
                [
                    pikepdf.Dictionary(
                        Type=pikepdf.Name.Annot,
                        Subtype=pikepdf.Name.Link,
                        Rect=[0, 0, 9, 9],
                        A=pikepdf.Dictionary(S=pikepdf.Name.URI, URI="https://elsewhere.example"),
                    )
                ]
            )
        )
        pdf.docinfo["/Author"] = "Noor Bakker"
        pdf.attachments["bad.exe"] = b"MZ bad"
        pdf.Root.OpenAction = pikepdf.Dictionary(S=pikepdf.Name.JavaScript, JS="app.alert('hello')")
        pdf.save(out, object_stream_mode=pikepdf.ObjectStreamMode.disable)
    return out.getvalue()


def clean(data, **given):
    return files.clean(io.BytesIO(data), **given)


def refused(data, **given):
    with pytest.raises(files.NotTaken) as refusal:
        clean(data, **given)
    return refusal.value.refusal


def test_a_photo_keeps_its_rotation_and_loses_its_place(db):
    sent = a_photo_with_a_place()
    assert b"Camera of Noor" in sent  # the control: it was in there
    kept = clean(sent)
    made = Image.open(io.BytesIO(kept.data))
    assert (made.size, dict(made.getexif()), b"Camera" in kept.data) == ((300, 400), {}, False)
    assert made.getpixel((150, 20)) < (60, 60, 60) < (200, 200, 200) < made.getpixel((150, 380))


def test_a_heic_photo_becomes_a_jpeg(db):
    pillow_heif.register_heif_opener()
    kept = clean(a_picture("HEIF"))
    assert (kept.kind, Image.open(io.BytesIO(kept.data)).size) == (FileKind.jpeg, (400, 300))


def test_the_same_photo_comes_out_the_same_twice(db):
    assert clean(a_picture()).data == clean(a_picture()).data
    assert clean(a_pdf()).data == clean(a_pdf()).data


def test_a_pdf_keeps_its_pages_and_loses_scripts_links_attachments_and_its_author(db):
    sent = a_pdf()
    for bad in (b"app.alert", b"elsewhere.example", b"Noor Bakker"):
        assert bad in sent  # the control
    with pikepdf.open(io.BytesIO(clean(sent).data)) as made:
        page = made.pages[0]
        everything = b"".join(o.unparse() for o in made.objects)
        assert b"what is drawn" in page.Contents.read_bytes()
        assert (set(made.Root.keys()), "/Annots" in page, len(made.attachments)) == ({"/Pages", "/Type"}, False, 0)
    assert [bad for bad in (b"JavaScript", b"elsewhere", b"Noor", b"bad.exe", b"/URI") if bad in everything] == []


def test_one_file_that_is_two_is_refused(db):
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w") as packed:
        packed.writestr("a.txt", "hello")
    for tail in (archive.getvalue(), a_pdf(), b"<script>alert(1)</script>", b"<?php evil(); ?>"):
        assert refused(a_picture() + tail) is Refusal.two_in_one
    assert refused(a_pdf() + archive.getvalue()) is Refusal.two_in_one


def test_what_follows_a_photo_without_being_another_file_is_dropped(db):
    """Phones write a short film behind a photo; that is no attack."""
    assert b"a short film" not in clean(a_picture() + b"a short film").data


def test_a_bomb_of_dots_is_refused_before_it_is_unpacked(db):
    out = io.BytesIO()
    Image.new("1", (20_000, 20_000)).save(out, "PNG")
    assert len(out.getvalue()) < 100_000  # small to send
    assert refused(out.getvalue()) is Refusal.too_much


def test_a_pdf_that_unpacks_without_end_is_refused(db):
    out = io.BytesIO()
    with pikepdf.new() as pdf:
        pdf.add_blank_page()
        pdf.pages[0].Contents = pdf.make_stream(b" " * 300_000_000)
        pdf.save(out, compress_streams=True)
    assert len(out.getvalue()) < 1_000_000
    assert refused(out.getvalue()) is Refusal.too_much


def test_a_refusal_is_heard_through_what_libraries_say(db):
    """Links make the library warn; a bomb behind them is still refused in its own word."""
    out = io.BytesIO()
    with pikepdf.open(io.BytesIO(a_pdf())) as pdf:
        pdf.pages[0].Contents = pdf.make_stream(b" " * 300_000_000)
        pdf.save(out, compress_streams=True)
    assert refused(out.getvalue()) is Refusal.too_much


def test_a_real_hotel_receipt_keeps_all_that_is_drawn(db, real_data):
    sent = (real_data / "expenses" / "oyo.pdf").read_bytes()
    with pikepdf.open(io.BytesIO(sent)) as given, pikepdf.open(io.BytesIO(clean(sent).data)) as made:
        before, after = given.pages[0], made.pages[0]
        assert after.Contents.read_bytes().strip() == before.Contents.read_bytes().strip()
        for part in ("/Font", "/XObject"):
            assert set(after.Resources[part].keys()) == set(before.Resources[part].keys())
        assert ("/Annots" in before, "/Annots" in after) == (True, False)
    picture = clean((real_data / "expenses" / "oyo.png").read_bytes())
    assert picture.kind is FileKind.png


def test_locked_broken_empty_large_and_other_files_are_refused_each_in_its_own_word(db):
    locked = io.BytesIO()
    with pikepdf.new() as pdf:
        pdf.add_blank_page()
        pdf.save(locked, encryption=pikepdf.Encryption(owner="o", user="u"))
    assert refused(locked.getvalue()) is Refusal.locked
    assert refused(a_picture()[:200]) is Refusal.broken
    assert refused(b"%PDF-1.7 nothing more") is Refusal.broken
    assert refused(b"") is Refusal.empty
    assert refused(a_picture() + bytes(rules.MOST_BYTES)) is Refusal.too_large
    for other in (b"MZ program", b"GIF89a", b"<svg xmlns='x'/>", b"ID3 a song"):
        assert refused(other) is Refusal.not_this_kind


def test_audio_is_kept_as_it_is_and_only_where_it_is_asked_for(db):
    sound = b"RIFF\x24\x00\x00\x00WAVEfmt " + bytes(32)
    assert clean(sound, takes=AUDIO).data == sound
    assert refused(sound) is Refusal.not_this_kind
    assert refused(a_picture(), takes=AUDIO) is Refusal.not_this_kind


def a_kept_file(data=None):
    cleaned = clean(data or a_picture())
    with writing():
        return files.keep(cleaned, by=cast.farid(), at=now())


def test_a_kept_file_lies_outside_the_served_folders_for_the_owner_only(db, app):
    stored = a_kept_file()
    path = files.path_of(stored.name)
    assert path.parent == app.config["INSTANCE"] / "uploads"
    assert (path.stat().st_mode & 0o777, path.stat().st_size) == (0o600, stored.size)
    assert files.read(stored) == clean(a_picture()).data
    assert stored.sha256 != stored.original_sha256


def test_it_is_handed_out_as_an_attachment_only(db):
    answer = files.answer(a_kept_file(), "receipt-1")
    assert answer.headers["Content-Disposition"] == 'attachment; filename="receipt-1.jpeg"'
    assert (answer.mimetype, answer.headers["X-Content-Type-Options"]) == ("image/jpeg", "nosniff")


def test_a_kept_file_is_never_changed(db):
    stored = a_kept_file()
    with pytest.raises(Exception, match="stored_file_never_changed"), writing():
        stored.size = 1
        db.session.flush()


def test_what_no_row_names_is_swept_after_an_hour_and_nothing_else(db):
    kept, forgotten = a_kept_file(), a_kept_file(a_picture(size=(50, 50)))
    name = forgotten.name
    with writing():
        files.forget(db.session.merge(forgotten))
    with writing():
        assert files.sweep(by=None, at=now()) == 0
    for each in (name, kept.name):
        os.utime(files.path_of(each), (0, 0))
    with writing():
        assert files.sweep(by=None, at=now() + timedelta(minutes=1)) == 1
    assert (files.path_of(name).exists(), files.path_of(kept.name).exists()) == (False, True)


def test_check_finds_a_file_that_is_missing_or_not_what_it_was(db):
    stored = a_kept_file()
    assert [s for s in invariants.failed() if "kept file" in s] == []
    files.path_of(stored.name).write_bytes(b"other")
    assert [s for s in invariants.failed() if "kept file" in s] != []
    files.path_of(stored.name).unlink()
    assert [s for s in invariants.failed() if "kept file" in s] != []
