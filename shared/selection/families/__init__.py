"""The strategies of each family, with what there is to say of them."""
