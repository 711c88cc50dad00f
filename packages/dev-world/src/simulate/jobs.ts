import type { Step } from './history'
import type { Names } from './observe'

/** The worker's jobs, translated into steps of the model. */
export const jobs: Record<string, (names: Names, payload: Record<string, string>) => Step> = Object.fromEntries(
  (
    [
      ['time_out_request', 'timeOut', 'chat_session_id'],
      ['expire_session', 'expireSession', 'chat_session_id'],
      ['complete_session', 'complete', 'chat_session_id'],
      ['settle_extension', 'settleExtension', 'extension_id'],
      ['capture_held', 'capture', 'payment_session_id'],
      ['release_held', 'release', 'payment_session_id'],
      ['withdraw_charge', 'withdraw', 'payment_session_id'],
      ['offer_freed_mitra', 'freed', 'mitra_id'],
      ['send_refund', 'sendRefund', 'repayment_id'],
    ] as const
  ).map(([task, command, field]) => [
    task,
    (names: Names, payload: Record<string, string>): Step => {
      const name = names.names.get(payload[field] as string) as string
      return { command, argument: command === 'sendRefund' ? Number(name.split(' ')[1]) : name }
    },
  ]),
)
