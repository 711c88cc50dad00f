import { Text } from '@mantine/core'
import { Fragment } from 'react'

/** A cause: its name for readers, and the tag under which the API and the exports hold it. */
export function Cause({ tag, name }: { tag: string; name: string }) {
  return (
    <>
      {name}
      <Text span display="block" size="xs" c="dimmed" ff="monospace">
        {tag.split('_').map((word, index) => (
          <Fragment key={word}>
            {index > 0 && '_'}
            <wbr />
            {word}
          </Fragment>
        ))}
      </Text>
    </>
  )
}
