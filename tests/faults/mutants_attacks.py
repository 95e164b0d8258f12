"""Protections that are taken away, one at a time: the attack that each one stops succeeds then, and its test fails."""

from __future__ import annotations

from typing import Final

from tests.faults.mutant import Mutant

_WEB: Final = "server/web.py"
_GUARD: Final = "server/desk/guard.py"
_CANONICAL: Final = "server/format/canonical.py"
_OTHER_SITES: Final = "tests/attacks/test_other_sites.py"
_BOMBS: Final = "tests/attacks/test_bombs.py"
_WORDS: Final = "tests/attacks/test_hostile_words.py"
_NAMES: Final = ("tests/static/attacks/names.test.ts",)

ATTACKS: Final = (
    Mutant(
        "attack: the server answers under any name",
        _WEB,
        (("        if hosts is not None and _named_host(environ) not in hosts:\n", "        if False:\n"),),
        (f"{_OTHER_SITES}::test_a_name_that_was_made_to_point_to_this_computer_reaches_nothing",),
    ),
    Mutant(
        "attack: the desk does not look where a call comes from",
        _GUARD,
        (("    if origin is not None and origin.lower()", "    if False and origin.lower()"),),
        (f"{_OTHER_SITES}::test_a_page_of_another_site_cannot_command_the_desk",),
    ),
    Mutant(
        "attack: the desk does not hear that another site asks",
        _GUARD,
        (('    if fetch_site not in (None, "same-origin", "none"):\n', "    if False:\n"),),
        (f"{_OTHER_SITES}::test_a_page_of_another_site_cannot_command_the_desk",),
    ),
    Mutant(
        "attack: the desk takes what a form sends",
        "server/desk/wire.py",
        (('    if request.mimetype != "application/json":\n', "    if False:\n"),),
        (f"{_OTHER_SITES}::test_a_form_posts_nothing_even_from_the_desks_own_page",),
    ),
    Mutant(
        "attack: any site may frame the app",
        _WEB,
        (("        \"frame-ancestors 'none'\",\n", ""),),
        (f"{_OTHER_SITES}::test_no_site_puts_gawahi_into_a_frame_or_takes_its_answers",),
    ),
    Mutant(
        "attack: the desk lets anybody guess at once",
        "server/desk/desk.py",
        (("            self._patience.check()\n", ""),),
        (
            "tests/attacks/test_guessing.py::test_who_guesses_a_desks_passphrase_waits_longer_each_time_also_with_many_hands",
        ),
    ),
    Mutant(
        "attack: a token is compared byte by byte",
        "server/relay/access.py",
        (("hmac.compare_digest(token_hash, one)", "token_hash == one"),),
        ("tests/attacks/test_guessing.py::test_a_token_is_compared_whole_and_in_equal_time",),
    ),
    Mutant(
        "attack: an administrator's order works again",
        "server/relay/teams.py",
        (("    if serial <= team.serial:\n", "    if False:\n"),),
        ("tests/attacks/test_replay.py::test_an_administrators_order_works_once_and_for_one_team",),
    ),
    Mutant(
        "attack: values are not counted",
        _CANONICAL,
        (("        if values > VALUES_LIMIT:\n", "        if False:\n"),),
        (f"{_BOMBS}::test_a_bomb_of_cbor_is_refused_before_anything_is_built",),
    ),
    Mutant(
        "attack: a change inflates without end",
        "server/format/change.py",
        (("inflate.decompress(body, BODY_LIMIT + 1)", "inflate.decompress(body)"),),
        (f"{_BOMBS}::test_a_bomb_in_a_deflated_change_stops_at_one_mebibyte",),
    ),
    Mutant(
        "attack: half a character gets in",
        "server/format/wire_json.py",
        (("        json.dumps(value, ensure_ascii=False, allow_nan=False).encode()\n", ""),),
        (f"{_BOMBS}::test_a_passphrase_or_name_of_half_a_character_is_malformed",),
    ),
    Mutant(
        "attack: every file in the folder of the app is given",
        _WEB,
        (
            ("path.suffix in MEDIA_TYPES and path.is_file()", "path.is_file()"),
            ("MEDIA_TYPES[Path(name).suffix],", 'MEDIA_TYPES.get(Path(name).suffix, "text/plain"),'),
        ),
        ("tests/attacks/test_paths_and_lines.py::test_no_address_climbs_out_of_the_web_app",),
    ),
    Mutant(
        "attack: text may run in the page",
        _WEB,
        (
            ("\"script-src 'self' 'wasm-unsafe-eval'\"", "\"script-src 'self' 'unsafe-inline' 'unsafe-eval'\""),
            ("        \"require-trusted-types-for 'script'\",\n", ""),
        ),
        ("tests/attacks/test_page.py::test_even_a_careless_screen_could_not_let_text_run_or_leave",),
    ),
    Mutant(
        "attack: a spreadsheet runs a cell",
        "server/desk/export/sheet.py",
        (('    return f"\'{cell}" if cell.startswith(_DANGEROUS) else cell\n', "    return cell\n"),),
        ("tests/desk/test_export.py::test_no_cell_is_a_formula_whatever_it_says",),
    ),
    Mutant(
        "attack: a member's name commands the terminal",
        "server/desk/desk.py",
        (("name_in_sight(member.label) if", "member.label if"),),
        (f"{_WORDS}::test_a_members_name_commands_no_terminal_and_imitates_no_other_name",),
    ),
    Mutant(
        "attack: a time without a calendar stops the command",
        "server/desk/openings_command.py",
        (("min(request.time / 1000, _LAST_SECOND)", "request.time / 1000"),),
        (f"{_WORDS}::test_a_request_of_the_year_three_hundred_thousand_stops_nobody_from_reading_the_others",),
    ),
    Mutant(
        "attack: a slot of another length is read",
        "server/format/keyfile.py",
        (("reader.take(31)\n    reader.end()\n", "reader.rest()\n"),),
        ("tests/fuzz/test_parsers.py",),
    ),
    Mutant(
        "attack: hidden signs are not shown",
        "static/src/format/unseen.ts",
        (("name.replace(IN_A_NAME, MARK)", "name.replace(MARK, MARK)"),),
        _NAMES,
    ),
    Mutant(
        "attack: a time without a calendar stops the screen",
        "static/src/ui/words.ts",
        (("const LAST_MOMENT = 8.64e15;", "const LAST_MOMENT = 8.64e16;"),),
        _NAMES,
    ),
    Mutant(
        "attack: a key of the language gets its meaning",
        "static/src/format/canonical.ts",
        (("const map: Record<string, Decoded> = Object.create(null);", "const map: Record<string, Decoded> = {};"),),
        ("tests/static/attacks/pollution.test.ts",),
    ),
)
