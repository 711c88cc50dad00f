import { Anchor, type AnchorProps } from '@mantine/core'
import { createLink, useNavigate, useSearch } from '@tanstack/react-router'
import type { ComponentProps, ReactNode } from 'react'

/** A page's query, as it stands in the address: with the same names and values as the API's. */
type Query = Record<string, string>

/** Whether a text is an ID in full. */
export const isId = (text: string): boolean => /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(text)

/** Reads a query from an address, with or without its `?`; of a name given twice, the last value. */
export const parseQuery = (text: string): Query => Object.fromEntries(new URLSearchParams(text))

/** Writes a query with its `?`, without empty values; '' where nothing is left. */
export function writeQuery(query: Record<string, unknown>): string {
  const given = Object.entries(query).filter(([, value]) => value !== undefined && value !== '')
  return given.length === 0 ? '' : `?${new URLSearchParams(given.map(([name, value]) => [name, String(value)]))}`
}

/**
 * The query of this page, and a way to change parts of it. A changed filter returns to the
 * first page; '' removes a filter. Only turning a page adds a step that the back button undoes.
 */
export function useQueryInAddress(): [Query, (changes: Query, options?: { replace: boolean }) => void] {
  const query = useSearch({ strict: false }) as Query
  const navigate = useNavigate()
  return [
    query,
    (changes, { replace } = { replace: !('page' in changes) }) => {
      const { page: _, ...kept } = query
      const next = { ...kept, ...changes }
      for (const [name, value] of Object.entries(next)) if (value === '') delete next[name]
      void navigate({ to: '.', search: next as never, replace, resetScroll: 'page' in changes })
    },
  ]
}

const RouterAnchor = createLink(Anchor<'a'>)

/** A link to an address of this app. The router's types know another app's addresses, so this one is cast. */
export function To({
  path,
  children,
  ...rest
}: { path: string; children: ReactNode } & AnchorProps & Pick<ComponentProps<'a'>, 'aria-label'>) {
  const [to = '/', search = ''] = path.split('?')
  return (
    <RouterAnchor to={to as '/'} search={parseQuery(search) as never} {...rest}>
      {children}
    </RouterAnchor>
  )
}

/** Goes to an address of this app. */
export function useGo(): (path: string) => void {
  const navigate = useNavigate()
  return (path) => {
    const [to = '/', search = ''] = path.split('?')
    void navigate({ to: to as '/', search: parseQuery(search) as never })
  }
}
