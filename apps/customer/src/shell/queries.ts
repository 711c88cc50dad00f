import type { Me } from '@bestie/contracts/auth'
import type { CustomerChat, CustomerCurrent } from '@bestie/contracts/chat'
import type { Payment } from '@bestie/contracts/payment'
import type { Consent } from '@bestie/contracts/privacy'
import type { Api } from '@bestie/ui/api'
import { queryOptions } from '@tanstack/react-query'

/** The key of everything that is live or waiting. */
export const currentKey = ['current'] as const
/** The key of all that is known of payments: each of them, and their list. */
export const paymentsKey = ['payment'] as const
/** The key of one payment. */
export const paymentKey = (paymentId: string) => [...paymentsKey, paymentId] as const
/** The key of the list of payments. */
export const paymentListKey = [...paymentsKey, 'list'] as const
/** The key of all requests and chats that were opened. */
export const chatsKey = ['chat'] as const
/** The key of one request and the chat that it becomes. */
export const chatKey = (chatId: string) => [...chatsKey, chatId] as const
/** The key of the list of past chats. */
export const historyKey = ['history'] as const
/** The key of what the customer agreed to. */
export const consentKey = ['consent'] as const
/** The key of the customer's own account. */
export const meKey = ['me'] as const

/** Everything that is live or waiting, to return to. */
export const currentQuery = (api: Api) =>
  queryOptions({ queryKey: currentKey, queryFn: () => api.get<CustomerCurrent>('/api/client/chats/current') })

/** One payment: the choice, its price, its state. */
export const paymentQuery = (api: Api, paymentId: string) =>
  queryOptions({ queryKey: paymentKey(paymentId), queryFn: () => api.get<Payment>(`/api/client/payments/${paymentId}`) })

/** A request and the chat that it becomes. */
export const chatQuery = (api: Api, chatId: string) =>
  queryOptions({ queryKey: chatKey(chatId), queryFn: () => api.get<CustomerChat>(`/api/client/chats/${chatId}`) })

/** What the customer agreed to. */
export const consentQuery = (api: Api) =>
  queryOptions({ queryKey: consentKey, queryFn: () => api.get<Consent>('/api/client/consent') })

/** The customer's own account. */
export const meQuery = (api: Api) => queryOptions({ queryKey: meKey, queryFn: () => api.get<Me>('/api/me'), staleTime: 60_000 })
