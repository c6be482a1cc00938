"""What app.py is started with: a wrong argument is one line, and addresses are those that a browser takes."""

from __future__ import annotations

import socket

import pytest

from app import address_of, parse, path_of, taken


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--port", "70000"], "a port is a number from 1 to 65535"),
        (["--port", "0"], "a port is a number from 1 to 65535"),
        (["--models", "/no/such"], "there is no such folder"),
        (["--tours", "/no/such"], "there is no such folder"),
        (["--data", "/no/such"], "there is no such folder"),
    ],
)
def test_a_wrong_argument_is_one_line(arguments, said, capsys):
    with pytest.raises(SystemExit) as ended:
        parse(arguments)
    assert ended.value.code == 2
    line = capsys.readouterr().err.strip().splitlines()[-1]
    assert said in line and arguments[1] in line


@pytest.mark.parametrize("host", ["127.0.0.1", "::1"])
def test_a_port_that_is_taken_is_seen_on_either_kind_of_address(host):
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        listening = socket.create_server((host, 0), family=family)
    except OSError as error:
        pytest.skip(f"this machine has no {host}: {error}")
    with listening:
        port = listening.getsockname()[1]
        assert taken(host, port)
    assert not taken(host, port)


@pytest.mark.parametrize(
    ("host", "address"),
    [
        ("0.0.0.0", "http://127.0.0.1:7"),
        ("::", "http://[::1]:7"),
        ("::1", "http://[::1]:7"),
        ("localhost", "http://localhost:7"),
    ],
)
def test_a_browser_on_this_machine_is_told_where(host, address):
    assert address_of(host, 7) == address


@pytest.mark.parametrize(
    ("root", "path"),
    [
        *(("", ""), ("/", ""), ("/lab", "/lab"), ("lab/app/", "/lab/app")),
        ("https://someone-explorer.hf.space", ""),  # as Hugging Face Spaces set it
        ("https://demo.example:8443/lab//app/", "/lab/app"),
    ],
)
def test_a_root_path_is_a_path_or_a_whole_address(root, path):
    assert path_of(root) == path


def test_agents_need_a_package_and_are_told_which(monkeypatch, capsys):
    monkeypatch.setattr("app.find_spec", lambda name: None)
    with pytest.raises(SystemExit):
        parse(["--mcp", "--port", "7999"])
    assert "pip install mcp" in capsys.readouterr().err
    monkeypatch.undo()
    monkeypatch.setenv("GRADIO_MCP_SERVER", "True")
    assert parse(["--port", "7999"]).mcp
