import type { MitraProfile } from '@bestie/contracts/operator-mitras'
import { useTexts } from '@bestie/ui/texts'
import { Stack, Text } from '@mantine/core'
import { To } from '../address'
import { Bars } from '../charts/bars'
import { Section } from '../page/section'
import { Moment } from '../table/moment'
import { mitrasTexts } from './texts'

/** The number of ratings with each star count, and the newest ratings with their comments. */
export function Ratings({ profile }: { profile: MitraProfile }) {
  const texts = useTexts(mitrasTexts)
  return (
    <Section title={texts.ratings}>
      {profile.rating_count === 0 ? (
        <Text c="dimmed">{texts.noRatings}</Text>
      ) : (
        <Stack gap="md">
          <Bars
            items={profile.rating_spread.map((count, index) => ({ name: texts.stars(index + 1), value: count })).toReversed()}
          />
          {profile.ratings.map((rating) => (
            <div key={rating.chat_session_id}>
              <Text size="sm" c="dimmed" component="div">
                <To path={`/sessions/${rating.chat_session_id}`}>{texts.stars(rating.stars)}</To>,{' '}
                <Moment at={rating.created_at} />
              </Text>
              {rating.comment && <Text>{rating.comment}</Text>}
            </div>
          ))}
        </Stack>
      )}
    </Section>
  )
}
