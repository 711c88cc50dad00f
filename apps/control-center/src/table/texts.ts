import { defineTexts } from '@bestie/ui/texts'

export const tableTexts = defineTexts({
  id: {
    prev: 'Prev',
    next: 'Next',
    pages: 'Halaman',
    range: (first: string, last: string, total: string) => `${first}–${last} dari ${total}`,
    from: 'Dari tanggal',
    to: 'Sampai tanggal',
    clear: 'Hapus filter',
    none: 'Belum ada apa pun di sini',
    noMatch: 'Tidak ada yang cocok',
    noMatchText: 'Ubah atau hapus filternya untuk melihat lebih banyak.',
    badAddress: (names: string) =>
      `Alamat halaman ini memuat filter yang tidak kami kenal${names && `: ${names}`}. Periksa alamatnya, atau hapus filternya.`,
    sortBy: (name: string) => `Urutkan menurut ${name}`,
    all: 'Semua',
    chosen: (name: string, count: number) => (count === 0 ? name : `${name} (${count})`),
  },
  en: {
    prev: 'Prev',
    next: 'Next',
    pages: 'Pages',
    range: (first: string, last: string, total: string) => `${first}–${last} of ${total}`,
    from: 'From',
    to: 'To',
    clear: 'Clear filters',
    none: 'Nothing here yet',
    noMatch: 'Nothing matches',
    noMatchText: 'Change or clear the filters to see more.',
    badAddress: (names: string) =>
      `This page’s address has a filter that we do not know${names && `: ${names}`}. Check the address, or clear the filters.`,
    sortBy: (name: string) => `Sort by ${name}`,
    all: 'All',
    chosen: (name: string, count: number) => (count === 0 ? name : `${name} (${count})`),
  },
})
