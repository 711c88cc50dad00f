import type { Me } from '@bestie/contracts/auth'
import type { CustomerChat, CustomerCurrent } from '@bestie/contracts/chat'
import type { Payment, Pricing, TierKind } from '@bestie/contracts/payment'
import type { Consent } from '@bestie/contracts/privacy'
import type { Api } from '@bestie/ui/api'
import { queryOptions } from '@tanstack/react-query'

export const currentKey = ['current'] as const
export const paymentKey = (paymentId: string) => ['payment', paymentId] as const
export const chatKey = (chatId: string) => ['chat', chatId] as const

/** Everything that is live or waiting, to return to. */
export const currentQuery = (api: Api) =>
  queryOptions({ queryKey: currentKey, queryFn: () => api.get<CustomerCurrent>('/api/client/chats/current') })

export const paymentQuery = (api: Api, paymentId: string) =>
  queryOptions({ queryKey: paymentKey(paymentId), queryFn: () => api.get<Payment>(`/api/client/payments/${paymentId}`) })

/** A request and the chat that it becomes. */
export const chatQuery = (api: Api, chatId: string) =>
  queryOptions({ queryKey: chatKey(chatId), queryFn: () => api.get<CustomerChat>(`/api/client/chats/${chatId}`) })

export const pricingQuery = (api: Api, kind: TierKind) =>
  queryOptions({ queryKey: ['pricing', kind], queryFn: () => api.get<Pricing>(`/api/client/pricing?kind=${kind}`) })

export const consentKey = ['consent'] as const

/** What the customer agreed to. */
export const consentQuery = (api: Api) =>
  queryOptions({ queryKey: consentKey, queryFn: () => api.get<Consent>('/api/client/consent') })

export const meQuery = (api: Api) => queryOptions({ queryKey: ['me'], queryFn: () => api.get<Me>('/api/me'), staleTime: 60_000 })
