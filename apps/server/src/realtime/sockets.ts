import { cursorFrame, type MessageAck, type SenderRole, sendMessageFrame, typingFrame } from '@bestie/contracts/chat'
import type { AppToServer, ServerToApp } from '@bestie/contracts/events'
import type { Socket } from 'socket.io'
import type { z } from 'zod'
import { hashOfToken } from '../auth/tokens'
import { loadPart } from '../chat/load-part'
import { type Mark, markRead } from '../chat/mark-read'
import { sendMessage } from '../chat/send-message'
import type { Ctx } from '../ctx'
import { mayConnect } from '../http/browsers'
import { pushIfAbsent } from '../notify/push-message'
import { markReached } from '../presence/reached'
import { Refusal } from '../refusal'
import type { SocketData } from './socket-server'

type AppSocket = Socket<AppToServer, ServerToApp, Record<string, never>, SocketData>

/** Most messages, cursors and signs of typing that one person may have under way here. Our apps have one of each for a chat. */
const mostUnderWay = 500
/** Signs of typing in one chat from one device within this many ms count as one, unless a message came in between. */
const typingIsOne = 200

/** How many of these each person has under way. */
const underWay = new Map<string, number>()

/** Counts one more; false if there are too many: an app that waits for no answer would fill the queue that all chats share. */
function begin(userId: string): boolean {
  const count = underWay.get(userId) ?? 0
  if (count === mostUnderWay) return false
  underWay.set(userId, count + 1)
  return true
}

function end(userId: string): void {
  const left = (underWay.get(userId) ?? 0) - 1
  if (left > 0) underWay.set(userId, left)
  else underWay.delete(userId)
}

/** A refused handshake: the client finds the code in `connect_error`'s `data`. */
function refusedHandshake(code: 'unauthenticated' | 'forbidden' | 'unavailable'): Error {
  return Object.assign(new Error(code), { data: { code } })
}

/** Admits customers and mitra by their token, and passes what their apps send to the transitions. */
export function letPeopleIn(ctx: Ctx): void {
  const { io } = ctx.realtime

  io.use((socket, next) => {
    if (!mayConnect(ctx, socket.handshake.headers)) return next(refusedHandshake('forbidden'))
    const token: unknown = socket.handshake.auth.token
    if (typeof token !== 'string' || token === '') return next(refusedHandshake('unauthenticated'))
    ctx.tokens.recognise(token).then(
      (user) => {
        if (user === undefined) return next(refusedHandshake('unauthenticated'))
        if (user.role !== 'customer' && user.role !== 'mitra') return next(refusedHandshake('forbidden'))
        socket.data = { user, tokenHash: hashOfToken(token).toString('hex'), typing: new Map() }
        next()
      },
      () => next(refusedHandshake('unavailable')),
    )
  })

  io.on('connection', (socket) => {
    const { user } = socket.data
    void leaveIfRevoked(ctx, socket)
    forgetHandshake(socket)
    // The room of all devices of one person.
    void socket.join(user.id)
    ctx.connected.arrived(user)
    socket.on('disconnect', () => ctx.connected.left(user))
    if (user.role === 'mitra') {
      void markReached(ctx, [user.id])
      socket.on('disconnect', () => void markReached(ctx, [user.id]))
    }
    socket.on('message', (frame, ack) => {
      const receivedAt = performance.now()
      void ctx.tracing
        .span('socket message', {}, () => receiveMessage(ctx, socket, frame))
        .then((answer) => {
          ctx.metrics.acks.observe({ outcome: answer.ok ? 'stored' : answer.code }, (performance.now() - receivedAt) / 1_000)
          // A client may omit the ack; it then learns of the message by reading.
          if (typeof ack === 'function') ack(answer)
        })
    })
    socket.on('delivered', (frame) => void receiveCursor(ctx, socket, frame, 'delivered'))
    socket.on('read', (frame) => void receiveCursor(ctx, socket, frame, 'read'))
    socket.on('typing', (frame) => void receiveTyping(ctx, socket, frame))
  })

  ctx.tokens.onRevoked((tokenHash) => {
    for (const socket of io.sockets.sockets.values()) if (socket.data.tokenHash === tokenHash) socket.disconnect(true)
  })
}

/** Closes the socket if its token was revoked during the handshake, before there was a socket to close. */
async function leaveIfRevoked(ctx: Ctx, socket: AppSocket): Promise<void> {
  const user = await ctx.tokens.recognise(socket.handshake.auth.token).catch(() => socket.data.user)
  if (user === undefined) socket.disconnect(true)
}

/** Drops the request that opened the socket: it is no longer needed, and takes much of an idle app's memory. */
function forgetHandshake({ conn }: AppSocket): void {
  Object.assign(conn, { request: undefined })
}

const sideOf = (socket: AppSocket): SenderRole => socket.data.user.role as SenderRole

/** Stores a message; the ack means that it is committed. The other side and the sender's other devices receive it. */
async function receiveMessage(ctx: Ctx, socket: AppSocket, frame: unknown): Promise<MessageAck> {
  const parsed = sendMessageFrame.safeParse(frame)
  if (!parsed.success) return { ok: false, code: 'invalid_request' }
  const { chat_session_id, client_message_id, body } = parsed.data
  const { user, typing } = socket.data
  const senderId = user.id
  const sign = typing.get(chat_session_id)
  if (sign !== undefined) sign.at = Number.NEGATIVE_INFINITY
  if (!begin(senderId)) return { ok: false, code: 'rate_limited' }
  try {
    const { message, other } = await sendMessage(ctx, {
      chatId: chat_session_id,
      senderId,
      senderRole: sideOf(socket),
      clientMessageId: client_message_id,
      body,
    })
    if (other !== undefined) {
      ctx.realtime.send([other, senderId], { name: 'message', data: message }, socket.id)
      void pushIfAbsent(ctx, other, chat_session_id)
    }
    return { ok: true, id: message.id, seq: message.seq, created_at: message.created_at }
  } catch (error) {
    if (error instanceof Refusal) return { ok: false, code: error.code }
    ctx.log.error({ err: error }, 'could not store messages')
    return { ok: false, code: 'unavailable' }
  } finally {
    end(senderId)
  }
}

/** The newest position of each cursor being moved. Of the positions that come meanwhile, only the newest is moved to. */
const newest = new Map<string, number>()

async function receiveCursor(ctx: Ctx, socket: AppSocket, frame: unknown, mark: Mark): Promise<void> {
  const cursor = parse(cursorFrame, frame)
  if (cursor === undefined) return
  const { chat_session_id, up_to_seq } = cursor
  const { id } = socket.data.user
  const name = `${mark} ${id} ${chat_session_id}`
  const isUnderWay = newest.get(name)
  if (isUnderWay !== undefined) return void newest.set(name, Math.max(isUnderWay, up_to_seq))
  if (!begin(id)) return
  newest.set(name, up_to_seq)
  try {
    for (let upTo = 0; upTo !== newest.get(name); ) {
      upTo = newest.get(name) as number
      const moved = await markRead(ctx, { id, role: sideOf(socket) }, chat_session_id, upTo, mark)
      if (moved === undefined) continue
      const data = { chat_session_id, up_to_seq: moved.up_to_seq, status: mark }
      ctx.realtime.send([moved.other], { name: 'message_status', data })
    }
  } catch (error) {
    ctx.log.warn({ err: error }, 'could not move a cursor')
  } finally {
    newest.delete(name)
    end(id)
  }
}

async function receiveTyping(ctx: Ctx, socket: AppSocket, frame: unknown): Promise<void> {
  const parsed = parse(typingFrame, frame)
  if (parsed === undefined) return
  const { chat_session_id } = parsed
  const { user, typing } = socket.data
  const sign = typing.get(chat_session_id) ?? { at: Number.NEGATIVE_INFINITY }
  const now = performance.now()
  if (now - sign.at < typingIsOne || !begin(user.id)) return
  sign.at = now
  typing.set(chat_session_id, sign)
  try {
    sign.other ??= (await loadPart(ctx.db, user.id, chat_session_id)).other
    ctx.realtime.send([sign.other], { name: 'typing', data: { chat_session_id, sender_role: sideOf(socket) } })
  } catch (error) {
    typing.delete(chat_session_id)
    if (!(error instanceof Refusal)) ctx.log.warn({ err: error }, 'could not pass typing on')
  } finally {
    end(user.id)
  }
}

function parse<Schema extends z.ZodType>(schema: Schema, frame: unknown): z.output<Schema> | undefined {
  const parsed = schema.safeParse(frame)
  return parsed.success ? parsed.data : undefined
}
