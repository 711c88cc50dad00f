import { Text } from '@mantine/core'

/** A cause: its name for readers, and the tag under which the API and the exports hold it. */
export function Cause({ tag, name }: { tag: string; name: string }) {
  return (
    <>
      {name}
      <Text span display="block" size="xs" c="dimmed" ff="monospace">
        {tag}
      </Text>
    </>
  )
}
