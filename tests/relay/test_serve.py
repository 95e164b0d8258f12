"""The command as people start it: what it prints, what it leaves on the disk, how it ends."""

from __future__ import annotations

import contextlib
import datetime
import ipaddress
import os
import re
import signal
import socket
import ssl
import subprocess
import sys
import time
from pathlib import Path

import httpx
import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import NameOID

from tests.relay.teams import Team, refused, sealed
from tests.served import ROOT, Served, children_of, free_port

DAY = datetime.timedelta(days=1)


def gawahi(*arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "server", *arguments], cwd=ROOT, capture_output=True, text=True, timeout=60, check=False
    )


def ended(pid: int) -> bool:
    """Gone, or dead and only not yet collected by its parent."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] == "Z"
    except OSError:
        return True


def self_signed(folder: Path) -> tuple[Path, Path]:
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "localhost")])
    now = datetime.datetime.now(datetime.UTC)
    address = x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address("127.0.0.1"))])
    builder = x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number(), now, now + DAY)
    certificate = builder.add_extension(address, critical=False).sign(key, hashes.SHA256())
    (folder / "cert.pem").write_bytes(certificate.public_bytes(Encoding.PEM))
    (folder / "key.pem").write_bytes(key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
    return folder / "cert.pem", folder / "key.pem"


def own_address() -> str | None:
    """An address of this computer that is not loopback; nothing is sent."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe, contextlib.suppress(OSError):
        probe.connect(("192.0.2.1", 9))
        return str(probe.getsockname()[0])
    return None


def test_it_says_where_it_is_in_one_line(served: Served) -> None:
    assert served.log().splitlines() == [f"Gawahi is ready at {served.url}"]
    assert httpx.get(served.url).status_code == 200
    assert httpx.get(f"{served.url}/desk/status").json()["state"] == "new"


def test_no_address_and_no_request_is_written_anywhere(served: Served) -> None:
    with httpx.Client(base_url=served.url, headers={"X-Forwarded-For": "203.0.113.7"}) as http:
        team = Team(http)
        team.found()
        team.push([(1, sealed(team.tag), None)])
        refused(http.get("/api/v1/nothing"), "not_found")
        refused(http.get("/", headers={"Host": "evil.example"}), "wrong_host")
    assert served.stop() == 0
    assert served.log().splitlines() == [f"Gawahi is ready at {served.url}"]
    for path in served.data.rglob("*"):
        if path.is_file():
            assert b"203.0.113.7" not in path.read_bytes()
            assert b"127.0.0.1" not in path.read_bytes()


def test_its_data_is_for_its_owner_only(served: Served) -> None:
    assert served.data.stat().st_mode & 0o077 == 0
    for path in served.data.rglob("*"):
        assert path.stat().st_mode & 0o077 == 0, path


def test_a_refusal_reaches_a_phone_that_is_still_sending(served: Served) -> None:
    """Answering before the body was read would break the line instead."""
    with httpx.Client(base_url=served.url) as http:
        team = Team(http)
        refused(team.push_bytes(b"\0" * (4 << 20)), "team_unknown")
        refused(team.push_bytes(b"\0" * (6 << 20)), "too_large")


def test_it_ends_when_asked_and_keeps_its_data(served: Served) -> None:
    with httpx.Client(base_url=served.url) as http:
        team = Team(http)
        team.found()
        team.push([(1, sealed(team.tag), None)])
        worker = children_of(served.pid)[-1]
        assert served.stop() == 0
        assert ended(worker)
        served.restart()
        assert team.pull()["head"] == 1


def test_a_worker_does_not_outlive_its_parent(served: Served) -> None:
    parent, worker = children_of(served.pid)
    os.kill(parent, signal.SIGKILL)
    assert served.process is not None
    served.process.wait()
    deadline = time.monotonic() + 5
    while not ended(worker) and time.monotonic() < deadline:
        time.sleep(0.05)
    assert ended(worker)
    served.restart()


def test_a_worker_that_dies_is_replaced(served: Served) -> None:
    time.sleep(6)  # one that dies at once again is taken for a fault of the set-up
    os.kill(children_of(served.pid)[-1], signal.SIGKILL)
    deadline = time.monotonic() + 20
    while not served.answers() and time.monotonic() < deadline:
        time.sleep(0.1)
    assert served.answers()


def test_a_second_server_on_a_port_in_use_says_so(served: Served, tmp_path: Path, web_folder: Path) -> None:
    second = gawahi("serve", "--port", str(served.port), "--data", str(tmp_path / "other"), "--web", str(web_folder))
    assert second.returncode == 1
    assert f"Port {served.port} cannot be used" in second.stderr
    assert "Traceback" not in second.stderr


def test_a_second_server_on_the_same_data_says_so(served: Served, web_folder: Path) -> None:
    second = gawahi("serve", "--port", str(free_port()), "--data", str(served.data), "--web", str(web_folder))
    assert second.returncode == 1
    assert "already running" in second.stderr


def test_without_a_web_app_or_with_half_of_tls_it_does_not_start(tmp_path: Path, web_folder: Path) -> None:
    nothing = gawahi("serve", "--data", str(tmp_path / "data"), "--web", str(tmp_path))
    assert (nothing.returncode, "make run" in nothing.stderr) == (1, True)
    half = gawahi("serve", "--data", str(tmp_path / "data"), "--web", str(web_folder), "--tls-cert", "x")
    assert (half.returncode, "belong together" in half.stderr) == (1, True)
    other = gawahi("serve", "--data", str(tmp_path / "data"), "--database-url", "mysql://localhost/gawahi")
    assert (other.returncode, "must begin with postgresql://" in other.stderr) == (1, True)
    assert not (tmp_path / "data").exists()


def test_a_database_that_is_not_there_is_said_in_a_sentence(tmp_path: Path, web_folder: Path) -> None:
    url = f"postgresql://nobody@127.0.0.1:{free_port()}/gawahi"
    away = gawahi("serve", "--data", str(tmp_path / "data"), "--database-url", url, "--web", str(web_folder))
    assert (away.returncode, "database cannot be opened" in away.stderr) == (1, True)
    assert "Traceback" not in away.stderr


def test_it_knows_its_version() -> None:
    assert re.fullmatch(r"gawahi \d+\.\d+\.\d+\n", gawahi("--version").stdout)


def test_a_public_relay_needs_its_code_has_no_desk_and_warns_about_http(tmp_path: Path, web_folder: Path) -> None:
    with Served(tmp_path / "data", "--host", "0.0.0.0", web=web_folder) as served:
        code = (tmp_path / "data" / "founding.code").read_text().strip()
        assert f"this code is needed: {code}" in served.log()
        assert "only over https" in served.log()
        with httpx.Client(base_url=served.url) as http:
            refused(Team(http).found(), "founding_code")
            assert Team(http).found(founding_code=code).status_code == 201
            refused(http.get("/desk/status"), "not_found")
        address = own_address()
        assert address is None or httpx.get(f"http://{address}:{served.port}/api/v1/health").status_code == 200
        loaded = "".join(Path(f"/proc/{pid}/maps").read_text() for pid in children_of(served.pid))
        assert "_granian" in loaded
        served.stop()
        served.restart()
        assert served.log().count(code) == 2, "printed at every start"


def test_behind_a_proxy_it_is_public_too(tmp_path: Path, web_folder: Path) -> None:
    """Then all the world comes from 127.0.0.1."""
    with Served(tmp_path / "data", "--public-url", "https://gawahi.example", web=web_folder) as served:
        health = httpx.get(f"{served.url}/api/v1/health", headers={"Host": "gawahi.example"}).json()
        assert (health["founding"], health["public_url"]) == ("code", "https://gawahi.example")
        refused(httpx.get(f"{served.url}/desk/status"), "not_found")


def test_it_speaks_https_with_its_own_certificate(tmp_path: Path, web_folder: Path) -> None:
    certificate, key = self_signed(tmp_path)
    url = f"https://127.0.0.1:{(port := free_port())}"
    command = [sys.executable, "-m", "server", "serve", "--port", str(port), "--data", str(tmp_path / "data")]
    command += ["--web", str(web_folder), "--tls-cert", str(certificate), "--tls-key", str(key)]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == f"Gawahi is ready at {url}\n"
        trusted = httpx.HTTPTransport(verify=ssl.create_default_context(cafile=str(certificate)), retries=5)
        with httpx.Client(transport=trusted) as http:
            answer = http.get(f"{url}/api/v1/health")
        process.terminate()
    assert answer.headers["Strict-Transport-Security"] == "max-age=31536000"


def test_a_public_relay_never_loads_what_opens_testimonies(tmp_path: Path, web_folder: Path) -> None:
    script = (
        "import sys; from pathlib import Path; from server import cli; from server.relay.config import RelayConfig;"
        "from server.relay.ground import prepare; from server.serve import Address;"
        f"config = RelayConfig(data=Path({str(tmp_path / 'data')!r})); prepare(config);"
        "parser = cli.build_parser(with_desk=False); parser.parse_args(['serve']);"
        f"cli.compose(cli.Composition(config, Address('0.0.0.0', 1), Path({str(web_folder)!r}), with_desk=False));"
        "print(sorted(name for name in sys.modules if name.startswith(('server.desk', 'server.seal'))))"
    )
    loaded = subprocess.run([sys.executable, "-c", script], cwd=ROOT, capture_output=True, text=True, check=True)
    assert loaded.stdout == "[]\n"


@pytest.mark.parametrize("arguments", [["--help"], ["serve", "--help"]])
def test_help_is_given_in_plain_words(arguments: list[str]) -> None:
    help_text = gawahi(*arguments).stdout
    assert "serve" in help_text
    assert ("export" in help_text) == (arguments == ["--help"])
