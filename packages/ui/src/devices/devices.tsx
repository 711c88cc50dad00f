import type { Device, Devices as DeviceList } from '@bestie/contracts/devices'
import { Button, Group, Stack, Text, Title } from '@mantine/core'
import { useMutation, useQuery } from '@tanstack/react-query'
import { ApiProblem } from '../api'
import { useBestie } from '../bestie'
import { ProblemNote, RowsLoading } from '../feedback'
import { formatDay, formatTime } from '../format'
import { useLanguage, useTexts } from '../texts'
import { describeDevice } from './describe-device'
import { deviceTexts } from './texts'

const key = ['devices']

/** The user's sign-ins; each of the others can be signed out from here. */
export function Devices() {
  const { api, queries } = useBestie()
  const texts = useTexts(deviceTexts)
  const list = useQuery({ queryKey: key, queryFn: () => api.get<DeviceList>('/api/me/devices') })
  const end = useMutation({
    mutationFn: (id: string | 'others') =>
      id === 'others'
        ? api.post<DeviceList>('/api/me/devices/sign-out-others')
        : api.delete<DeviceList>(`/api/me/devices/${id}`, undefined).catch((problem) => {
            // Already signed out, by the first of two taps or from elsewhere: that is what the user wanted.
            if (problem instanceof ApiProblem && problem.code === 'not_found') return api.get<DeviceList>('/api/me/devices')
            throw problem
          }),
    onSuccess: (left) => queries.setQueryData(key, left),
    onError: () => queries.invalidateQueries({ queryKey: key }),
  })
  const others = list.data?.items.filter((device) => !device.is_current) ?? []
  return (
    <Stack component="section" gap="sm" aria-labelledby="devices">
      <Title order={2} size="h5" id="devices" tabIndex={-1}>
        {texts.title}
      </Title>
      {list.isPending && <RowsLoading rows={1} height={48} />}
      {list.isError && !list.data && <ProblemNote problem={list.error} onRetry={() => list.refetch()} />}
      {end.isError && <ProblemNote problem={end.error} />}
      {list.data?.items.map((device) => (
        <DeviceRow
          key={device.id}
          device={device}
          isEnding={end.isPending && end.variables === device.id}
          onEnd={() => !end.isPending && end.mutate(device.id)}
        />
      ))}
      {others.length > 1 && (
        <Button
          variant="default"
          loading={end.isPending && end.variables === 'others'}
          onClick={() => !end.isPending && end.mutate('others')}
        >
          {texts.signOutOthers}
        </Button>
      )}
    </Stack>
  )
}

function DeviceRow({ device, isEnding, onEnd }: { device: Device; isEnding: boolean; onEnd: () => void }) {
  const texts = useTexts(deviceTexts)
  const language = useLanguage()
  const described = describeDevice(device.user_agent)
  const name = described ?? (device.is_current ? texts.thisOne : texts.unknown)
  const isNamedThis = device.is_current && described === undefined
  const when = `${formatDay(device.last_seen_at, language)} ${formatTime(device.last_seen_at, language)}`
  return (
    <Group justify="space-between" wrap="nowrap">
      <div>
        <Text>{name}</Text>
        {!isNamedThis && (
          <Text size="sm" c="dimmed">
            {device.is_current ? texts.thisOne : texts.seen(when)}
          </Text>
        )}
      </div>
      {!device.is_current && (
        <Button variant="subtle" flex="none" loading={isEnding} onClick={onEnd} aria-label={texts.signOutOf(name)}>
          {texts.signOut}
        </Button>
      )}
    </Group>
  )
}
