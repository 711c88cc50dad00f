import { accept, cancel, decline, timeOut } from './answering'
import { askAgain, fallBack, start } from './asking'
import { complete, end, expireSession, goodbye, say } from './chat'
import { freed, sweep } from './clock'
import { decide, extend, settleExtension } from './extension'
import { abandon, confirm, giveUp, notified, onPage, open, told, withdrawLate } from './payment'
import { offline, online } from './presence'
import { act, capture, release, reopen, sendRefund } from './repayment'
import type { Course, Model } from './state'

/** A command that one statement decides: nothing can happen in between. */
function atOnce<Given>(decided: (m: Model, argument: Given) => string): (m: Model, argument: Given) => Course {
  // biome-ignore lint/correctness/useYield: that is the point
  return function* (m, argument) {
    return decided(m, argument)
  }
}

/** Every command, by its name. */
export const courses = {
  open,
  confirm,
  abandon,
  giveUp,
  told,
  notified,
  onPage,
  start,
  fallBack,
  askAgain,
  cancel,
  timeOut: atOnce(timeOut),
  accept: atOnce(accept),
  decline: atOnce(decline),
  online,
  offline,
  say: atOnce(say),
  end,
  goodbye: atOnce(goodbye),
  expireSession: atOnce(expireSession),
  complete: atOnce(complete),
  extend,
  decide: atOnce(decide),
  settleExtension,
  act: atOnce(act),
  reopen: atOnce(reopen),
  sendRefund,
  capture: atOnce(capture),
  release: atOnce(release),
  withdraw: withdrawLate,
  sweep,
  freed,
}

export type Courses = typeof courses
export type CommandName = keyof Courses
export type Argument<Name extends CommandName> = Parameters<Courses[Name]>[1]
