/** One end of a conversation: sends a message, and calls back when its own message is acked and when one arrives. */
export interface Talker {
  say(text: string, acked: () => void): void
  onArrival: () => void
  close(): void
}
