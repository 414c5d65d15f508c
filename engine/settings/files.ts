import { defineSettings } from './define.ts';

/** Where files of a download grow, and how. */
export const fileSettings = defineSettings({
  incompleteFolder: {
    type: 'text',
    default: '',
    maxLength: 4096,
    folder: true,
    group: 'files',
    label: 'Keep incomplete downloads in',
    help: 'They move to their own folder when they are complete. Empty: they grow there from the start.',
  },
  partSuffix: {
    type: 'boolean',
    default: false,
    group: 'files',
    label: 'Mark incomplete files with “.part”',
    help: 'Behind their names on the disk, so that no other program takes them for whole.',
  },
  preallocation: {
    type: 'choice',
    default: 'sparse',
    options: ['sparse', 'full'],
    group: 'files',
    label: 'Room for new files',
    help: 'Full writes every file once before its download: it takes time, and the disk can’t be full in the middle.',
  },
});
