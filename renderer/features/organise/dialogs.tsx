import './organise.css';
import { CategoryDialog } from './category-dialog.tsx';
import { ForgetDialog } from './forget-dialog.tsx';
import type { OrganisePage } from './pages.ts';
import { RulesDialog } from './rules-dialog.tsx';
import { ShareDialog } from './share-dialog.tsx';
import { TagDialog } from './tag-dialog.tsx';

export function OrganiseDialog({ page }: { readonly page: OrganisePage }) {
  switch (page.page) {
    case 'category':
      return (
        <CategoryDialog was={page.was} name={page.name ?? page.was ?? ''} ids={page.ids ?? []} />
      );
    case 'tag':
      return <TagDialog was={page.was} ids={page.ids ?? []} />;
    case 'forget':
      return <ForgetDialog facet={page.facet} name={page.name} />;
    case 'rules':
      return <RulesDialog />;
    case 'share':
      return <ShareDialog ids={page.ids} />;
  }
}
