"""Requests that wait for a far server: what the hand is on goes first, and nothing is pushed out for ever."""

from __future__ import annotations

from playwright.sync_api import Page

QUEUE = """
async ([first, room, puts]) => {
  const { NewestOnly } = await import("/explorer/ui/transport/newest_only.js");
  const queue = new NewestOnly(first);
  queue.room = room;
  for (const [channel, number] of puts) queue.put({ channel, number });
  const taken = [];
  for (let next = queue.take(); next; next = queue.take()) {
    taken.push([next.channel, next.number]);
    if (next.channel === first && next.number < 9) queue.put({ channel: first, number: next.number + 1 });
  }
  return { taken, pressed: queue.pressed };
}
"""


def test_the_hand_may_fill_the_line_although_strips_were_asked_for_first(page: Page, server: str) -> None:
    page.goto(server)
    puts = [["strips", 1], ["sheet", 1], ["hand", 1], ["hand", 2]]
    found = page.evaluate(QUEUE, ["hand", 3, puts])
    assert found == {"taken": [["hand", 2], ["hand", 3], ["hand", 4]], "pressed": True}


def test_other_channels_have_one_each_in_flight_and_who_waited_longest_goes_first(page: Page, server: str) -> None:
    page.goto(server)
    puts = [["strips", 1], ["sheet", 1], ["strips", 2], ["ends", 1]]
    found = page.evaluate(QUEUE, [None, 2, puts])
    assert found == {"taken": [["sheet", 1], ["strips", 2]], "pressed": True}
    assert page.evaluate(QUEUE, [None, 9, puts])["pressed"] is False
