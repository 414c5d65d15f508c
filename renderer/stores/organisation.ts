import { create } from 'zustand';
import type { Organisation } from '../../preload/contract/index.ts';

/** Categories, tags and rules, as the engine last told them. */
export const useOrganisation = create<Organisation>(() => ({
  categories: [],
  tags: [],
  rules: [],
}));
