import type { Payment } from '@bestie/contracts/payment'
import { useBestie } from '@bestie/ui/bestie'
import { ProblemNote } from '@bestie/ui/feedback.tsx'
import { useTexts } from '@bestie/ui/texts'
import { useCloseOnBack } from '@bestie/ui/use-close-on-back'
import { Button, Modal, Stack, Text } from '@mantine/core'
import { useMutation } from '@tanstack/react-query'
import { currentKey, paymentKey } from '../shell/queries'
import { homeTexts } from './texts'

/** Gives up a paid payment, after one question whether that is meant. */
export function GiveUp({ paymentId, onClose }: { paymentId: string; onClose: () => void }) {
  const { api, queries } = useBestie()
  const texts = useTexts(homeTexts)
  useCloseOnBack(true, onClose)
  const giveUp = useMutation({
    mutationFn: () => api.post<Payment>(`/api/client/payments/${paymentId}/cancel-search`),
    onSettled: () => {
      void queries.invalidateQueries({ queryKey: paymentKey(paymentId) })
      void queries.invalidateQueries({ queryKey: currentKey })
    },
    onSuccess: onClose,
  })
  return (
    <Modal opened onClose={onClose} title={texts.giveUpTitle} withCloseButton={false}>
      <Stack gap="md">
        <Text>{texts.giveUpText}</Text>
        {giveUp.error && <ProblemNote problem={giveUp.error} />}
        <Button data-autofocus onClick={onClose}>
          {texts.giveUpNo}
        </Button>
        <Button variant="light" color="clay" loading={giveUp.isPending} onClick={() => giveUp.mutate()}>
          {texts.giveUpYes}
        </Button>
      </Stack>
    </Modal>
  )
}
