import { BrokenBar, ErrorBoundary } from '@bestie/ui/error-boundary.tsx'
import { useTexts } from '@bestie/ui/texts'
import { ExtensionQuestions } from '../extension/extension-questions'
import { RequestFace } from './request-face'
import { RequestNotice } from './request-notice'
import classes from './request-overlay.module.css'
import { isInList, type QueuedRequest } from './request-queue'
import { useCardInFront, useRequests } from './requests-provider'
import { requestTexts } from './texts'

/** Shows open requests over whatever the mitra is doing, one at a time, until each is answered, put aside or gone. */
export function RequestOverlay() {
  const card = useCardInFront()
  return (
    <>
      <RequestNotice on="page" shown={!card} />
      {card && <RequestDialog card={card} />}
    </>
  )
}

function RequestDialog({ card }: { card: QueuedRequest }) {
  const texts = useTexts(requestTexts)
  const { queue, answer, putAside } = useRequests()
  const waiting = queue.cards.filter((other) => !isInList(queue, other)).length
  return (
    <dialog
      ref={showModal}
      role="alertdialog"
      aria-labelledby="request-title"
      aria-describedby="request-warning request-about"
      className={classes.overlay}
      onClose={({ currentTarget: dialog }) => {
        if (dialog.open || !dialog.isConnected) return
        // Escape and Back are not an answer: they put the card aside, and the next one comes in the same dialog. They
        // cannot be prevented: a browser closes a dialog against the page's will where the user has tapped nothing.
        dialog.showModal()
        putAside(card.chat_session_id)
      }}
    >
      <RequestNotice on="overlay" shown />
      <ErrorBoundary fallback={<BrokenBar />}>
        <ExtensionQuestions />
      </ErrorBoundary>
      <RequestFace
        key={card.chat_session_id}
        card={card}
        queueLine={waiting > 1 ? texts.waiting(waiting) : null}
        onAnswer={(choice) => answer(card.chat_session_id, choice)}
        onPutAside={() => putAside(card.chat_session_id)}
      />
    </dialog>
  )
}

/** Opens as a modal dialog for as long as it is on the page; closing returns the focus to where it was. */
function showModal(dialog: HTMLDialogElement | null) {
  if (!dialog) return
  dialog.showModal()
  return () => dialog.close()
}
