import type { Role } from '@bestie/contracts/auth'
import type { OfferedPeople } from '@bestie/contracts/demo'
import { Button, Divider, Stack, Text } from '@mantine/core'
import { useMutation, useQuery } from '@tanstack/react-query'
import { useApp } from '../app'
import { ProblemNote } from '../feedback'
import type { Session } from '../session'
import { useTexts } from '../texts'
import classes from './sign-in.module.css'
import { signInTexts } from './texts'

type Props = { roles: readonly Role[]; onSignedIn: (session: Session) => void }

/** In the demo only: signs in one of its people of these roles with one click. */
export function DemoPeople({ roles, onSignedIn }: Props) {
  const { api } = useApp()
  const texts = useTexts(signInTexts)
  const { data } = useQuery({
    queryKey: ['demo-people'],
    queryFn: () => api.get<OfferedPeople>('/dev/people'),
    staleTime: Number.POSITIVE_INFINITY,
  })
  const signIn = useMutation({
    mutationFn: (destination: string) => api.post<Session>('/dev/sign-in', { destination }),
    onSuccess: onSignedIn,
  })
  const people = Array.isArray(data?.people) ? data.people.filter((person) => roles.includes(person.role)) : []
  if (people.length === 0) return null

  return (
    <Stack gap="sm" mt="md">
      <Divider label={texts.demo} />
      {signIn.error && <ProblemNote problem={signIn.error} />}
      {people.map((person) => (
        <Button
          key={person.destination}
          variant="light"
          loading={signIn.isPending && signIn.variables === person.destination}
          onClick={() => signIn.mutate(person.destination)}
        >
          <Stack component="span" gap={0} align="center" ta="center">
            <span>{person.name}</span>
            <Text span size="xs" fw={400} className={classes.account ?? ''}>
              {person.destination}
            </Text>
          </Stack>
        </Button>
      ))}
    </Stack>
  )
}
