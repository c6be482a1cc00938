// What stands on the paper and how it goes on: the beginning, and point by point the endings as they arrive.

import { readExpectations } from "./expectation.js";

/**
 * @import { Expectation } from "./expectation.js"
 * @import { Point, SketchEvent } from "./types.js"
 */

const ENDED = 2; // the pen's state
const GUESS = 40; // points that an ending may have, before it is there

/**
 * How much a point surprised the model, in nats.
 * @typedef {{step: number, pen: number}} Surprise
 */

/**
 * One step of a drawing: a point, or its end.
 * @typedef {{point: Point | null, surprise: Surprise}} Step
 */

export class SketchRecord {
  /** @type {Step[][]} of each ending */
  endings = [];

  /** @type {number[]} of the ending that is watched; empty where the model has none, or it is not known yet */
  z = [];

  /** @type {Surprise[]} of the beginning's points */
  known = [];

  /** @type {Expectation[]} before each step of the ending that is watched, by its number */
  expectations = [];

  /** The ending that is watched. */
  watched = 0;

  /** Nothing more arrives. */
  done = false;

  /** The watched ending did not end: it has as many points as the model draws. */
  broken = false;

  #components = 0;

  /** @param {Point[]} beginning */
  constructor(beginning) {
    this.beginning = beginning;
  }

  /** Points of the beginning. */
  get count() {
    return this.beginning.length;
  }

  /** Steps that have arrived, of the longest ending. */
  get available() {
    return this.count + Math.max(0, ...this.endings.map((steps) => steps.length));
  }

  /** Steps there will be, guessed as long as they are not there. */
  get total() {
    return this.done ? this.available : Math.max(this.available + 1, this.count + GUESS);
  }

  /**
   * @param {SketchEvent} event  of this record's job
   */
  take(event) {
    const { points = [], surprise = [], next } = event;
    if (event.event === "begin") {
      this.expectations = []; // where the connection broke, all is told again
      this.endings = Array.from({ length: event.n ?? 1 }, () => []);
      this.watched = event.watched ?? 0;
    } else if (event.event === "known") {
      this.#components = event.components ?? 0;
      this.z = event.z ?? [];
      this.known = surprise.map(([step, pen]) => ({ step, pen }));
    } else if (event.event === "point") {
      points.forEach((point, which) => this.#add(this.endings[which], point, surprise[which]));
    } else {
      this.done = true;
      this.broken = event.over?.[this.watched] === false;
    }
    if (next) this.expectations.push(...readExpectations(next, this.#components));
  }

  /**
   * @param {Step[]} steps  of an ending; one that is over stays so
   * @param {[number, number, number]} point
   * @param {[number, number]} surprise
   */
  #add(steps, [x, y, pen], [step, penNats]) {
    if (steps.at(-1)?.point === null) return;
    const point = pen === ENDED ? null : { x, y, lifted: pen > 0, model: true };
    steps.push({ point, surprise: { step, pen: penNats } });
  }

  /**
   * What stands on the paper after so many steps.
   * @param {number} step
   * @param {number} [which]  ending
   * @returns {Point[]}
   */
  pointsAt(step, which = this.watched) {
    const drawn = (this.endings[which] ?? [])
      .slice(0, Math.max(0, step - this.count))
      .flatMap(({ point }) => point ?? []);
    return [...this.beginning.slice(0, step), ...drawn];
  }

  /**
   * The step before which so many are there.
   * @param {number} number  from 0
   * @returns {Step | null}  null where it is not there
   */
  stepOf(number) {
    const { count } = this;
    if (number < 0) return null;
    if (number >= count) {
      const steps = this.endings[this.watched] ?? [];
      const last = steps.at(-1);
      return steps[number - count] ?? (last?.point === null ? last : null); // others may be longer
    }
    return this.known[number] ? { point: this.beginning[number], surprise: this.known[number] } : null;
  }

  /**
   * What is expected after so many steps.
   * @param {number} step
   * @returns {Expectation | null}  null where the drawing is over
   */
  expectedAt(step) {
    return this.stepOf(step - 1)?.point === null ? null : (this.expectations[step] ?? null);
  }
}
