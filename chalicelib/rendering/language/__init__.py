"""Words by language: Presswork's own phrases, catalogues of them, and the names of topics and authors."""
