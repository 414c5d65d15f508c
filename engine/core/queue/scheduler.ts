import type {
  Draft,
  Member,
  QueueDecision,
  QueueHold,
  QueueKind,
  QueueLimits,
  QueueWish,
} from './types.ts';

export type { QueueHold, QueueKind, QueueLimits, QueueWish } from './types.ts';

/** Who gave up the slot takes one again after it moved for this share of the idle time, or for so long. */
const RESUME_SHARE = 4;
const MAX_RESUME_MS = 15_000;

/**
 * Who runs. Downloads stand in the order of the queue and go before seeds; seeds take turns in that order. A
 * decision walks over all members once, and is only made when something changed or a time is due.
 */
export class QueueScheduler<Id> {
  readonly #order: () => readonly Id[];
  readonly #members = new Map<Id, Member<Id>>();
  #limits: QueueLimits;
  #dirty = false;
  /** New ones, which as a rule touch nobody else. */
  #fresh: Member<Id>[] = [];
  /** Why no more of a kind may run, as of the last whole decision; holds while anybody waits. */
  readonly #full: Record<QueueKind, QueueHold | undefined> = {
    download: undefined,
    seed: undefined,
  };
  #dueAt = Number.POSITIVE_INFINITY;
  #waiting = 0;
  #started = false;

  constructor(order: () => readonly Id[], limits: QueueLimits) {
    this.#order = order;
    this.#limits = limits;
  }

  /** How many want to run and may not. */
  get waiting(): number {
    return this.#waiting;
  }

  isDue(nowMs: number): boolean {
    return this.#dirty || this.#fresh.length > 0 || nowMs >= this.#dueAt;
  }

  isActive(id: Id): boolean {
    return this.#members.get(id)?.active === true;
  }

  isHolding(id: Id): boolean {
    const member = this.#members.get(id);
    return member?.active === true && member.holding && !member.forced;
  }

  /** Why it waits; undefined when it does not. */
  holdOf(id: Id): QueueHold | undefined {
    return this.#members.get(id)?.hold;
  }

  turnsOf(id: Id): number {
    return this.#members.get(id)?.turns ?? 0;
  }

  setLimits(limits: QueueLimits): void {
    this.#limits = limits;
    this.#dirty = true;
  }

  /** The order is not what it was. Those that were moved forward get their turn in this round. */
  reordered(forward: Iterable<Id>): void {
    for (const id of forward) {
      const member = this.#members.get(id);
      if (member !== undefined) member.favoured = true;
    }
    this.#dirty = true;
  }

  add(id: Id, wish: QueueWish, turns: number): void {
    const member: Member<Id> = {
      id,
      kind: wish.kind,
      wants: wish.wants,
      forced: wish.forced,
      active: false,
      holding: false,
      movedAt: 0,
      busySince: undefined,
      turns,
      joins: this.#started,
      favoured: false,
      heldSince: 0,
      heldMs: 0,
      hold: undefined,
    };
    this.#members.set(id, member);
    if (member.wants) this.#fresh.push(member);
  }

  remove(id: Id): void {
    const member = this.#members.get(id);
    if (member === undefined) return;
    this.#members.delete(id);
    if (member.hold !== undefined) this.#waiting--;
    if (member.holding && this.#waiting > 0) this.#dirty = true;
  }

  set(id: Id, wish: QueueWish): void {
    const member = this.#members.get(id);
    if (member === undefined) return;
    const { kind, wants, forced } = wish;
    if (member.kind === kind && member.wants === wants && member.forced === forced) return;
    if (member.kind !== kind || !member.wants) {
      member.joins = true;
      member.heldMs = 0;
    }
    // Not forced any more: it competes with the others for the slots.
    if (member.forced && !forced && member.active) this.#take(member, member.movedAt);
    member.kind = kind;
    member.wants = wants;
    member.forced = forced;
    this.#dirty = true;
  }

  /** What it does now, told once a beat while it is active. */
  beat(id: Id, moving: boolean, nowMs: number): void {
    const member = this.#members.get(id);
    if (member === undefined || !member.active) return;
    if (!moving) {
      member.busySince = undefined;
      return;
    }
    member.movedAt = nowMs;
    member.busySince ??= nowMs;
    if (member.holding || nowMs - member.busySince < this.#resumeMs()) return;
    this.#take(member, nowMs);
    this.#dirty = true;
  }

  /** Undefined while nothing is due. */
  decide(nowMs: number): QueueDecision<Id> | undefined {
    if (!this.isDue(nowMs)) return undefined;
    const decision: Draft<Id> = { start: [], stop: [], turned: [], waits: [] };
    const fresh = this.#fresh;
    this.#fresh = [];
    const isAlone = !this.#dirty && nowMs < this.#dueAt;
    if (isAlone && fresh.every((member) => this.#settle(member, decision, nowMs))) return decision;
    this.#dirty = false;
    this.#started = true;
    this.#dueAt = Number.POSITIVE_INFINITY;
    const downloads: Member<Id>[] = [];
    const seeds: Member<Id>[] = [];
    for (const id of this.#order()) {
      const member = this.#members.get(id);
      if (member === undefined) continue;
      if (!member.wants || member.forced) this.#beside(member, decision, nowMs);
      else if (member.kind === 'download') downloads.push(member);
      else seeds.push(member);
    }
    this.#release(downloads, nowMs);
    this.#release(seeds, nowMs);
    this.#endTurns(seeds, decision, nowMs);
    this.#waiting = 0;
    const used = this.#fill(downloads, 'download', 0, decision, nowMs);
    this.#fill(seeds, 'seed', used, decision, nowMs);
    if (this.#waiting > 0) {
      for (const member of downloads) this.#plan(member);
      for (const member of seeds) this.#plan(member);
    }
    return decision;
  }

  /** A new one: it starts where there is no limit, and waits behind all others where there is no slot. False: all have to be looked at. */
  #settle(member: Member<Id>, decision: Draft<Id>, nowMs: number): boolean {
    if (this.#members.get(member.id) !== member || member.active || member.hold !== undefined)
      return true;
    const { downloads, seeds, active, turnMs } = this.#limits;
    if (!member.wants || member.forced) {
      this.#beside(member, decision, nowMs);
      return true;
    }
    if ((member.kind === 'download' ? downloads : seeds) + active === 0) {
      this.#start(member, decision, nowMs);
      return true;
    }
    const order = this.#order();
    const hold = this.#full[member.kind];
    const isLast = order[order.length - 1] === member.id;
    if (!isLast || hold === undefined || this.#waiting === 0) return false;
    if (member.kind === 'seed' && turnMs > 0) return false;
    this.#waiting++;
    this.#hold(member, hold, decision);
    return true;
  }

  #start(member: Member<Id>, decision: Draft<Id>, nowMs: number): void {
    member.active = true;
    member.movedAt = nowMs;
    member.busySince = undefined;
    this.#take(member, nowMs);
    decision.start.push(member.id);
  }

  #hold(member: Member<Id>, hold: QueueHold | undefined, decision: Draft<Id>): void {
    if (member.hold === hold) return;
    member.hold = hold;
    decision.waits.push(member.id);
  }

  /** Those that need no slot: forced ones run, those that do not want to do not. */
  #beside(member: Member<Id>, decision: Draft<Id>, nowMs: number): void {
    this.#drop(member, nowMs);
    this.#hold(member, undefined, decision);
    if (member.active === member.wants) return;
    member.active = member.wants;
    member.movedAt = nowMs;
    (member.wants ? decision.start : decision.stop).push(member.id);
  }

  /** Who moved nothing for a while has no slot any more. */
  #release(members: readonly Member<Id>[], nowMs: number): void {
    const { idleMs } = this.#limits;
    if (idleMs === 0) return;
    for (const member of members)
      if (member.holding && nowMs - member.movedAt >= idleMs) this.#drop(member, nowMs);
  }

  #endTurns(seeds: Member<Id>[], decision: Draft<Id>, nowMs: number): void {
    const { turnMs } = this.#limits;
    if (turnMs === 0) return;
    this.#join(seeds, decision);
    if (seeds.some((member) => !member.active)) {
      for (const member of seeds) {
        if (!member.holding || this.#heldMs(member, nowMs) < turnMs) continue;
        member.turns++;
        member.heldMs = 0;
        member.heldSince = nowMs;
        decision.turned.push(member.id);
      }
    }
    seeds.sort((a, b) => a.turns - b.turns);
  }

  /** Newcomers count as if they had been there from the start: they neither wait for a whole round nor fill it. */
  #join(seeds: readonly Member<Id>[], decision: Draft<Id>): void {
    let round = Number.POSITIVE_INFINITY;
    for (const { joins, favoured, turns } of seeds)
      if (!joins && !favoured) round = Math.min(round, turns);
    for (const member of seeds) {
      const { joins, favoured, turns } = member;
      if (!joins && !favoured) continue;
      member.joins = false;
      member.favoured = false;
      if (round === Number.POSITIVE_INFINITY || turns === round) continue;
      if (turns > round && !favoured) continue;
      member.turns = round;
      decision.turned.push(member.id);
    }
  }

  /** Slots for the members in their order. Returns how many of all slots are used. */
  #fill(
    members: readonly Member<Id>[],
    kind: QueueKind,
    usedBefore: number,
    decision: Draft<Id>,
    nowMs: number,
  ): number {
    const own = kind === 'download' ? 'downloads' : 'seeds';
    const limit = this.#limits[own] || Number.POSITIVE_INFINITY;
    const active = this.#limits.active || Number.POSITIVE_INFINITY;
    let used = 0;
    for (const member of members) {
      const isFree = used < limit && usedBefore + used < active;
      if (member.active && !member.holding) {
        this.#hold(member, undefined, decision);
        continue;
      }
      if (!isFree) {
        this.#hold(member, used < limit ? 'active' : own, decision);
        this.#waiting++;
        if (!member.active) continue;
        this.#drop(member, nowMs);
        member.active = false;
        decision.stop.push(member.id);
        continue;
      }
      used++;
      this.#hold(member, undefined, decision);
      if (!member.active) this.#start(member, decision, nowMs);
    }
    const isFull = used >= limit || usedBefore + used >= active;
    this.#full[kind] = isFull ? (used < limit ? 'active' : own) : undefined;
    return usedBefore + used;
  }

  /** When its slot could become free. */
  #plan(member: Member<Id>): void {
    if (!member.holding) return;
    const { idleMs, turnMs } = this.#limits;
    if (idleMs > 0) this.#dueAt = Math.min(this.#dueAt, member.movedAt + idleMs);
    if (turnMs > 0 && member.kind === 'seed')
      this.#dueAt = Math.min(this.#dueAt, member.heldSince + turnMs - member.heldMs);
  }

  #take(member: Member<Id>, nowMs: number): void {
    member.holding = true;
    member.heldSince = nowMs;
  }

  #drop(member: Member<Id>, nowMs: number): void {
    if (!member.holding) return;
    member.heldMs = this.#heldMs(member, nowMs);
    member.holding = false;
  }

  #heldMs(member: Member<Id>, nowMs: number): number {
    return member.heldMs + (member.holding ? nowMs - member.heldSince : 0);
  }

  #resumeMs(): number {
    return Math.min(MAX_RESUME_MS, this.#limits.idleMs / RESUME_SHARE);
  }
}
