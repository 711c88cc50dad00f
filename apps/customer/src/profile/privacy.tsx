import { consentVersion } from '@bestie/contracts/consent-version'
import type { Consent } from '@bestie/contracts/privacy'
import { useBestie } from '@bestie/ui/bestie'
import { ProblemNote } from '@bestie/ui/feedback.tsx'
import { formatDay } from '@bestie/ui/format'
import { saveAs } from '@bestie/ui/save-as'
import { useLanguage, useTexts } from '@bestie/ui/texts'
import { useCloseOnBack } from '@bestie/ui/use-close-on-back'
import { Button, Modal, Stack, Text, Title } from '@mantine/core'
import { useMutation, useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { consentKey, consentQuery } from '../shell/queries'
import { profileTexts } from './texts'

/** What is kept and why, what the customer agreed to, and a copy of their data. */
export function Privacy() {
  const { api, queries } = useBestie()
  const texts = useTexts(profileTexts)
  const language = useLanguage()
  const [isAsking, setAsking] = useState(false)
  const close = () => setAsking(false)
  useCloseOnBack(isAsking, close)
  const consent = useQuery(consentQuery(api))
  const keep = (now: Consent) => queries.setQueryData(consentKey, now)
  const give = useMutation({
    mutationFn: () => api.post<Consent>('/api/client/consent', { version: consentVersion }),
    onSuccess: keep,
  })
  const withdraw = useMutation({
    mutationFn: () => api.delete<Consent>('/api/client/consent', undefined),
    onSuccess: (now) => {
      keep(now)
      close()
    },
  })
  const copy = useMutation({
    mutationFn: () => api.get<unknown>('/api/client/export', { timeout: 60_000, isSaved: true }),
    onSuccess: (data) => saveAs('bestie.json', JSON.stringify(data, null, 2)),
  })
  const { given_at, withdrawn_at, messages_kept_days } = consent.data ?? {}
  return (
    <Stack gap="xs" align="flex-start">
      <Title order={2} size="h5" tabIndex={-1}>
        {texts.privacy}
      </Title>
      {consent.data && (
        <>
          <Text size="sm">{withdrawn_at ? texts.withdrawn : texts.kept(messages_kept_days as number)}</Text>
          {given_at && (
            <Text size="sm" c="dimmed">
              {texts.agreedOn(formatDay(given_at, language))}
            </Text>
          )}
        </>
      )}
      {consent.error && !consent.data && <ProblemNote problem={consent.error} onRetry={() => consent.refetch()} />}
      {(give.error ?? copy.error) && <ProblemNote problem={give.error ?? copy.error} />}
      <Button variant="default" loading={copy.isPending} onClick={() => copy.mutate()}>
        {texts.copy}
      </Button>
      {consent.data && !given_at && (
        <Button variant="light" loading={give.isPending} onClick={() => give.mutate()}>
          {texts.agree}
        </Button>
      )}
      {given_at && (
        <Button variant="subtle" color="clay" onClick={() => setAsking(true)}>
          {texts.withdraw}
        </Button>
      )}
      <Modal opened={isAsking} onClose={close} title={texts.withdrawTitle} withCloseButton={false}>
        <Stack gap="md">
          <Text>{texts.withdrawText}</Text>
          {withdraw.error && <ProblemNote problem={withdraw.error} />}
          <Button data-autofocus onClick={close}>
            {texts.withdrawNo}
          </Button>
          <Button variant="light" color="clay" loading={withdraw.isPending} onClick={() => withdraw.mutate()}>
            {texts.withdrawYes}
          </Button>
        </Stack>
      </Modal>
    </Stack>
  )
}
