// Tiles on a map that would lie on each other are pushed apart, each as little as can be.

/** @typedef {import("./map.js").Point} Point */

const FILLED = 0.5; // of the canvas, at most: beyond that the tiles are made smaller
const ROUNDS = 120;
const MARGIN = 4; // px between the tiles and the canvas's edge
const HOME = 0.02; // of the way that a tile goes back to its place in a round, where nothing is in its way

/**
 * @param {Point[]} places  0 to 1
 * @param {object} canvas
 * @param {Point} canvas.room  its width and height in px
 * @param {number} canvas.unit  px to a unit of the places
 * @param {number} canvas.tile  the side of a tile in px
 * @returns {{places: Point[], tile: number}}  where the tiles lie, in units again, and the side that they get
 */
export function spreadOut(places, { room: [width, height], unit, tile }) {
  const side = Math.min(tile, Math.sqrt((FILLED * width * height) / Math.max(1, places.length)));
  const home = places.map(
    ([x, y]) => /** @type {Point} */ ([width / 2 + (x - 0.5) * unit, height / 2 + (y - 0.5) * unit]),
  );
  // Tiles on the very same spot go to different sides.
  const spots = home.map(([x, y], i) => /** @type {Point} */ ([x + 0.1 * Math.cos(i), y + 0.1 * Math.sin(i)]));
  const edge = MARGIN + side / 2;
  for (let round = 0; round < ROUNDS; round++) {
    const settling = round > ROUNDS / 2; // at last only what overlaps moves
    const moved = pushApart(spots, side + 1);
    if (!moved && settling) break;
    spots.forEach((spot, i) => {
      const back = settling ? 0 : HOME;
      spot[0] = within(spot[0] + back * (home[i][0] - spot[0]), edge, width - edge);
      spot[1] = within(spot[1] + back * (home[i][1] - spot[1]), edge, height - edge);
    });
  }
  return {
    tile: side,
    places: spots.map(([x, y]) => [0.5 + (x - width / 2) / unit, 0.5 + (y - height / 2) / unit]),
  };
}

/**
 * Each two that overlap share the shorter way out.
 * @param {Point[]} spots  are moved
 * @param {number} side
 * @returns {boolean}  whether any did
 */
function pushApart(spots, side) {
  let moved = false;
  const order = spots.map((_, i) => i).sort((a, b) => spots[a][0] - spots[b][0]);
  order.forEach((i, at) => {
    for (let next = at + 1; next < order.length; next++) {
      const j = order[next];
      const right = spots[j][0] - spots[i][0];
      if (right > 2 * side) break; // they have moved since they were sorted, but not by so much
      const down = spots[j][1] - spots[i][1];
      const across = side - Math.abs(right);
      const along = side - Math.abs(down);
      if (across <= 0 || along <= 0) continue;
      const axis = across < along ? 0 : 1;
      const push = Math.min(across, along) / 2;
      const way = (axis ? down : right) < 0 ? -1 : 1;
      spots[i][axis] -= way * push;
      spots[j][axis] += way * push;
      moved = true;
    }
  });
  return moved;
}

/**
 * @param {number} at
 * @param {number} least
 * @param {number} most
 */
const within = (at, least, most) => Math.min(Math.max(at, least), Math.max(least, most));
